-- Why: people, tenants, members and keys, the control plane that every request is checked against.
create table users (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified integer not null,
  image text,
  created_at integer not null,
  updated_at integer not null
);
create table accounts (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references users (id),
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at integer,
  refresh_token_expires_at integer,
  scope text,
  password text,
  created_at integer not null,
  updated_at integer not null
);
create index accounts_user on accounts (user_id);
create table verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at integer not null,
  created_at integer not null,
  updated_at integer not null
);
create index verifications_identifier on verifications (identifier);
create table tenants (
  id text primary key,
  slug text not null unique,
  name text not null,
  time_zone text not null,
  limits text not null,
  created_at integer not null
) without rowid;
create table members (
  tenant_id text not null,
  id text not null,
  user_id text not null,
  role text not null,
  created_at integer not null,
  primary key (tenant_id, id)
) without rowid;
create unique index members_user on members (user_id, tenant_id);
create table api_keys (
  tenant_id text not null,
  id text not null,
  key_id text not null unique,
  hash text not null,
  name text not null,
  permissions text not null,
  per_minute integer,
  created_by text,
  created_at integer not null,
  expires_at integer,
  revoked_at integer,
  primary key (tenant_id, id)
) without rowid;
