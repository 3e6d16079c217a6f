-- Why: webhooks out (endpoints, messages, deliveries, attempts) and in (sources, what they sent).
create table webhook_endpoints (
  tenant_id text not null,
  id text not null,
  name text not null,
  url text not null,
  patterns text not null,
  status text not null,
  status_reason text,
  secret_id text not null,
  previous_secret_id text,
  previous_until integer,
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  primary key (tenant_id, id)
);
create index webhook_endpoints_deleted on webhook_endpoints (deleted_at) where deleted_at is not null;
create index webhook_endpoints_rotated on webhook_endpoints (previous_until) where previous_until is not null;
-- The body once for all endpoints that get it: the event's envelope, byte for byte as it is signed.
create table webhook_messages (
  tenant_id text not null,
  id text not null,
  type text not null,
  body text not null,
  created_at integer not null,
  primary key (tenant_id, id)
);
create index webhook_messages_age on webhook_messages (created_at);
create table webhook_deliveries (
  tenant_id text not null,
  id text not null,
  endpoint_id text not null,
  message_id text not null,
  type text not null,
  status text not null,
  cause text not null,
  attempts integer not null,
  round_from integer not null,
  round_at integer not null,
  next_at integer,
  created_at integer not null,
  settled_at integer,
  primary key (tenant_id, id)
);
create unique index webhook_deliveries_once on webhook_deliveries (tenant_id, endpoint_id, message_id);
create index webhook_deliveries_waiting on webhook_deliveries (tenant_id, endpoint_id, next_at) where status = 'pending';
create index webhook_deliveries_age on webhook_deliveries (created_at);
-- A row is claimed before its request is made: of two messages with one number, one makes the request.
create table webhook_attempts (
  tenant_id text not null,
  delivery_id text not null,
  number integer not null,
  endpoint_id text not null,
  started_at integer not null,
  finished_at integer,
  outcome text,
  status integer,
  error text,
  latency_ms integer,
  response text,
  primary key (tenant_id, delivery_id, number)
);
create index webhook_attempts_recent on webhook_attempts (tenant_id, endpoint_id, started_at);
create index webhook_attempts_age on webhook_attempts (started_at);
create table webhook_sources (
  tenant_id text not null,
  id text not null,
  name text not null,
  scheme text not null,
  secret_id text not null,
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  primary key (tenant_id, id)
);
create unique index webhook_sources_address on webhook_sources (id);
create index webhook_sources_deleted on webhook_sources (deleted_at) where deleted_at is not null;
create table webhook_received (
  tenant_id text not null,
  id text not null,
  source_id text not null,
  provider_id text not null,
  type text,
  content_type text,
  body text not null,
  received_at integer not null,
  primary key (tenant_id, id)
);
create unique index webhook_received_once on webhook_received (tenant_id, source_id, provider_id);
create index webhook_received_age on webhook_received (received_at);
