-- Why: OAuth 2.1. Apps, what people granted them, and the codes and refresh tokens of each authorization. Hashes only.
-- An app of no workspace (it registered by itself) has the empty tenant.
create table oauth_clients (
  tenant_id text not null,
  id text not null unique,
  name text not null,
  redirect_uris text not null,
  secret_hash text,
  created_by text,
  created_at integer not null,
  primary key (tenant_id, id)
);
-- What waits for a person's decision. It is the person's, for the workspace is chosen by the decision.
create table oauth_requests (
  id text not null primary key,
  user_id text not null,
  client text not null,
  redirect_uri text not null,
  scopes text not null,
  resource text not null,
  state text,
  challenge text not null,
  created_at integer not null,
  expires_at integer not null,
  decided_at integer
);
create index oauth_requests_user on oauth_requests (user_id, expires_at);
create index oauth_requests_expiry on oauth_requests (expires_at);
create table oauth_grants (
  tenant_id text not null,
  id text not null,
  user_id text not null,
  client_id text not null,
  client_name text not null,
  scopes text not null,
  resource text not null,
  created_at integer not null,
  updated_at integer not null,
  revoked_at integer,
  primary key (tenant_id, id)
);
create unique index oauth_grants_living on oauth_grants (tenant_id, user_id, client_id, resource) where revoked_at is null;
create index oauth_grants_client on oauth_grants (client_id);
-- One authorization: the code, and all tokens that follow from it.
create table oauth_families (
  tenant_id text not null,
  id text not null,
  grant_id text not null,
  scopes text not null,
  created_at integer not null,
  expires_at integer not null,
  revoked_at integer,
  primary key (tenant_id, id)
);
create index oauth_families_expiry on oauth_families (expires_at);
create table oauth_codes (
  hash text not null primary key,
  tenant_id text not null,
  family_id text not null,
  redirect_uri text not null,
  challenge text not null,
  created_at integer not null,
  expires_at integer not null,
  consumed_at integer
);
create index oauth_codes_expiry on oauth_codes (expires_at);
-- `answer` is what the rotation answered, sealed, for those who ask again within seconds.
create table oauth_refresh (
  hash text not null primary key,
  tenant_id text not null,
  family_id text not null,
  created_at integer not null,
  expires_at integer not null,
  consumed_at integer,
  answer text
);
create index oauth_refresh_family on oauth_refresh (tenant_id, family_id);
create index oauth_refresh_expiry on oauth_refresh (expires_at);
