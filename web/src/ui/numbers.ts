import { minorUnits } from "../records/form";

export function formatNumber(value: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(value);
}

/** Money without the cents that a table has no use for, unless it has some. */
export function formatMoney({ amount, currency }: { amount: number; currency: string }, locale: string): string {
  const units = minorUnits(currency);
  const whole = amount % units === 0;
  return new Intl.NumberFormat(locale, { style: "currency", currency, ...(whole ? { maximumFractionDigits: 0 } : {}) }).format(amount / units);
}
