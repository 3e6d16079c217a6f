/** What the product writes to people about their accounts. Names come from forms, so they are made one line first. */
import { mailLine, type Mail } from "#kit/mail";

type Draft = Pick<Mail, "kind" | "subject" | "text">;
const NAME_MAX = 60;
const named = (text: string) => mailLine(text, NAME_MAX);

const signed = (...paragraphs: string[]) => `${paragraphs.join("\n\n")}\n\nPilothouse\n`;

export function verificationMail(workspace: string): Draft {
  return {
    kind: "verification",
    subject: "Confirm your address",
    text: signed(`Open this link within an hour to confirm your address and open the workspace ${named(workspace)}:`, "{link}", "If you did not ask for a workspace, do nothing: without the link nothing comes of it."),
  };
}

export function knownAddressMail(): Draft {
  return {
    kind: "known_address",
    subject: "You have an account already",
    text: signed("Somebody, probably you, asked to sign up with this address. It has an account already, so nothing was changed.", "Sign in here, or choose a new password if you forgot yours:", "{link}"),
  };
}

export function passwordResetMail(): Draft {
  return {
    kind: "password_reset",
    subject: "Choose a new password",
    text: signed("Open this link within an hour to choose a new password. It works once:", "{link}", "If you did not ask for it, do nothing: your password stays as it is."),
  };
}

export function passwordChangedMail(): Draft {
  return {
    kind: "password_changed",
    subject: "Your password was changed",
    text: signed("The password of your account was changed, and every other session was ended.", "If that was not you, choose a new one at once:", "{link}"),
  };
}

/** @param what the change, as a whole sentence */
export function securityChangedMail(what: string): Draft {
  return {
    kind: "security_changed",
    subject: "The security of your account was changed",
    text: signed(what, "If that was not you, change your password and look at the security page at once:", "{link}"),
  };
}
