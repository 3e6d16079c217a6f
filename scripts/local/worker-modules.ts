import { registerHooks } from "node:module";

/**
 * Lets Node import the Worker's pure modules as they are written: their relative imports carry no extension,
 * which bundlers understand and Node does not.
 */
function resolveExtensionless(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const isBare = /^\.{1,2}\//.test(specifier) && !/\.[a-z]+$/.test(specifier);
      if (!isBare || context.parentURL?.includes("/node_modules/")) return next(specifier, context);
      try {
        return next(`${specifier}.ts`, context);
      } catch {
        return next(`${specifier}/index.ts`, context);
      }
    },
  });
}

let registered = false;

/** The pure modules of the Worker that the local installation needs, as they run in the Worker too. */
export async function workerModules() {
  if (!registered) resolveExtensionless();
  registered = true;
  const [{ seedStatements }, { hashPassword }, { mintApiKey, hashApiKey, apiKeyId }, { newId }] = await Promise.all([
    import("../../d1/seed.ts"),
    import("../../workers/identity/password.ts"),
    import("../../workers/identity/api-key.ts"),
    import("../../workers/kit/ids.ts"),
  ]);
  return { seedStatements, hashPassword, mintApiKey, hashApiKey, apiKeyId, newId };
}
