-- Why: custom roles, invitations, members who may come back, and keys that are rotated, bound to addresses and seen in use.
create table roles (
  tenant_id text not null,
  id text not null,
  name text not null,
  name_key text not null,
  permissions text not null,
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  primary key (tenant_id, id)
);
create unique index roles_name on roles (tenant_id, name_key);
create table invitations (
  tenant_id text not null,
  id text not null,
  email text not null,
  role text not null,
  token_hash text not null unique,
  created_by text,
  created_at integer not null,
  expires_at integer not null,
  accepted_at integer,
  revoked_at integer,
  primary key (tenant_id, id)
);
-- One invitation of an email waits at a time; a new one revokes the one before it.
create unique index invitations_waiting on invitations (tenant_id, email) where accepted_at is null and revoked_at is null;
create table former_members (
  tenant_id text not null,
  id text not null,
  user_id text not null,
  role text not null,
  created_at integer not null,
  removed_at integer not null,
  primary key (tenant_id, id)
) without rowid;
alter table members add column version integer not null default 1;
create index members_role on members (tenant_id, role);
alter table api_keys add column addresses text;
alter table api_keys add column rotated_at integer;
-- The secret before the last rotation, and until when it is still taken.
alter table api_keys add column previous_hash text;
alter table api_keys add column previous_until integer;
-- Apart from the keys: written once a minute while a key is in use.
create table key_uses (
  tenant_id text not null,
  key_id text not null,
  last_used_at integer not null,
  primary key (tenant_id, key_id)
) without rowid;
