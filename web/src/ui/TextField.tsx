import { type ComponentProps, type ReactNode, useId } from "react";

type Shared = { label: string; problem?: ReactNode; hint?: ReactNode };

/** A labelled input whose problem and hint are tied to it for screen readers. */
export function TextField({ label, problem, hint, ...input }: Shared & ComponentProps<"input">) {
  const field = useField(problem, hint);
  return (
    <Labelled label={label} field={field} problem={problem} hint={hint}>
      <input className="input" {...field.control} {...input} />
    </Labelled>
  );
}

type FieldIds = { control: { id: string; "aria-invalid": boolean; "aria-describedby": string | undefined }; noteId: string };

/** The ids that tie a control to its label and to the note under it. */
export function useField(problem: ReactNode, hint?: unknown): FieldIds {
  const id = useId();
  const noteId = `${id}-note`;
  return {
    noteId,
    control: { id, "aria-invalid": Boolean(problem), "aria-describedby": problem || hint ? noteId : undefined },
  };
}

/** Label above, control, then the problem or else the hint. */
export function Labelled({ label, field, problem, hint, children }: Shared & { field: FieldIds; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={field.control.id}>{label}</label>
      {children}
      {problem ? (
        <p id={field.noteId} className="field-problem">
          {problem}
        </p>
      ) : hint ? (
        <p id={field.noteId} className="field-hint">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
