-- Why: a second factor and passkeys for people, and one account for each wallet or identity at a provider.
alter table users add column two_factor_enabled integer not null default 0;
-- Whoever is a member came by the owner's link, which vouched for the address; from now on an unverified one opens nothing.
update users set email_verified = 1 where id in (select user_id from members);
create unique index accounts_provider on accounts (provider_id, account_id);
create table second_factors (
  id text primary key,
  user_id text not null unique references users (id),
  secret text not null,
  backup_codes text not null,
  verified integer not null,
  failed_verification_count integer not null default 0,
  locked_until integer
);
create table passkeys (
  id text primary key,
  user_id text not null references users (id),
  credential_id text not null unique,
  public_key text not null,
  counter integer not null,
  transports text not null,
  name text not null,
  created_at integer not null,
  last_used_at integer
);
create index passkeys_user on passkeys (user_id);
