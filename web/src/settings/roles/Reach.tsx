import { Plural, Trans } from "@lingui/react/macro";

const NAMED = 4;

/** A set of permissions in half a line. */
export function Reach({ permissions }: { permissions: readonly string[] }) {
  if (permissions.includes("*:*")) return <Trans>Everything, now and later</Trans>;
  const more = permissions.length - NAMED;
  const named = permissions.slice(0, NAMED).join(", ");
  return (
    <>
      {named}
      {more > 0 ? (
        <>
          {" "}
          <Plural value={more} one="and # more" other="and # more" />
        </>
      ) : null}
    </>
  );
}
