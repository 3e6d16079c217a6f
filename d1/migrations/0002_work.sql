-- Why: a change, its events and its idempotent answer are written in one batch, so these tables stand beside the data.
create table outbox (
  tenant_id text not null,
  id text not null,
  envelope text not null,
  created_at integer not null,
  done_at integer,
  primary key (tenant_id, id)
);
-- The sweeper reads only what nobody marked; a marked row leaves the index.
create index outbox_waiting on outbox (created_at) where done_at is null;
create index outbox_done on outbox (done_at) where done_at is not null;
create table idempotency (
  tenant_id text not null,
  principal text not null,
  key text not null,
  fingerprint text not null,
  status integer,
  headers text,
  body text,
  created_at integer not null,
  primary key (tenant_id, principal, key)
) without rowid;
create index idempotency_age on idempotency (created_at);
