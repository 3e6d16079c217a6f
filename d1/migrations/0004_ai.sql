-- Why: every command leaves a run that can be shown again, and a destructive call waits here for a person's word.
create table command_runs (
  tenant_id text not null,
  id text not null,
  principal text not null,
  conversation_id text not null,
  command text not null,
  status text not null,
  answer text not null,
  created_at integer not null,
  primary key (tenant_id, id)
);
create index command_runs_conversation on command_runs (tenant_id, conversation_id, id);
create index command_runs_age on command_runs (created_at);
create table approvals (
  tenant_id text not null,
  id text not null,
  token_hash text not null,
  principal text not null,
  run_id text not null,
  calls text not null,
  created_at integer not null,
  expires_at integer not null,
  consumed_at integer,
  primary key (tenant_id, id)
);
create unique index approvals_token on approvals (token_hash);
create index approvals_age on approvals (expires_at);
