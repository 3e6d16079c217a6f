import { i18n } from "@lingui/core";
import { messages } from "./locales/en.po";

/** The words of these pages, loaded with them. */
i18n.load("en", messages);
