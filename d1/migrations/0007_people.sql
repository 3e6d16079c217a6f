-- Why: the outbox of mails.
create table mails (
  tenant_id text not null,
  id text not null,
  kind text not null,
  recipient text not null,
  subject text not null,
  text text not null,
  status text not null,
  created_at integer not null,
  primary key (tenant_id, id)
);
