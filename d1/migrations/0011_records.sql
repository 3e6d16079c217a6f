-- Why: deals in pipelines, notes and tasks; relations, timelines, fields defined at run time, and full-text search.
alter table leads add column tags text not null default '[]';
alter table leads add column external_id text;
alter table leads add column converted_at integer;
alter table leads add column contact_id text;
alter table leads add column company_id text;
alter table leads add column deal_id text;
alter table contacts add column other_companies text not null default '[]';
alter table contacts add column external_id text;
alter table companies add column external_id text;
create unique index leads_external on leads (tenant_id, external_id) where deleted_at is null and external_id is not null;
create unique index contacts_external on contacts (tenant_id, external_id) where deleted_at is null and external_id is not null;
create unique index companies_external on companies (tenant_id, external_id) where deleted_at is null and external_id is not null;
create table pipelines (
  tenant_id text not null,
  id text not null,
  name text not null,
  position integer not null,
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  archived_at integer,
  primary key (tenant_id, id)
) without rowid;
create table stages (
  tenant_id text not null,
  id text not null,
  pipeline_id text not null,
  name text not null,
  position integer not null,
  probability integer not null,
  outcome text not null,
  archived_at integer,
  primary key (tenant_id, id)
) without rowid;
create table deals (
  tenant_id text not null,
  id text not null,
  owner text,
  notes text,
  custom_fields text not null,
  fold text not null,
  search text not null,
  name_key text not null,
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  external_id text,
  tags text not null,
  name text not null,
  company_id text,
  contacts text not null,
  pipeline_id text not null,
  stage_id text not null,
  status text not null,
  amount integer,
  currency text,
  probability integer,
  expected_close integer,
  lost_reason text,
  stage_since integer not null,
  closed_at integer,
  primary key (tenant_id, id)
);
create unique index deals_external on deals (tenant_id, external_id) where deleted_at is null and external_id is not null;
create index deals_created on deals (tenant_id, created_at, id) where deleted_at is null;
create index deals_name on deals (tenant_id, name_key, id) where deleted_at is null;
create index deals_stage on deals (tenant_id, stage_id, created_at, id) where deleted_at is null;
create index deals_status on deals (tenant_id, status, created_at, id) where deleted_at is null;
create index deals_company on deals (tenant_id, company_id, created_at, id) where deleted_at is null and company_id is not null;
create table notes (
  tenant_id text not null,
  id text not null,
  owner text,
  custom_fields text not null,
  fold text not null,
  search text not null,
  name_key text not null,
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  tags text not null,
  body text not null,
  about text not null,
  primary key (tenant_id, id)
);
create index notes_created on notes (tenant_id, created_at, id) where deleted_at is null;
create index notes_name on notes (tenant_id, name_key, id) where deleted_at is null;
create table tasks (
  tenant_id text not null,
  id text not null,
  owner text,
  notes text,
  custom_fields text not null,
  fold text not null,
  search text not null,
  name_key text not null,
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer,
  tags text not null,
  title text not null,
  about text not null,
  assignee text,
  due_at integer,
  done integer not null,
  done_at integer,
  primary key (tenant_id, id)
);
create index tasks_created on tasks (tenant_id, created_at, id) where deleted_at is null;
create index tasks_name on tasks (tenant_id, name_key, id) where deleted_at is null;
create index tasks_assignee on tasks (tenant_id, assignee, created_at, id) where deleted_at is null and assignee is not null;
-- Who names whom: contact to company, deal to company and contact, note and task to any record.
create table relations (
  tenant_id text not null,
  from_id text not null,
  to_id text not null,
  role text,
  primary key (tenant_id, from_id, to_id)
) without rowid;
create index relations_to on relations (tenant_id, to_id, from_id);
insert into relations (tenant_id, from_id, to_id, role) select tenant_id, id, company_id, 'primary' from contacts where company_id is not null;
insert into relations (tenant_id, from_id, to_id, role) select tenant_id, id, parent_id, 'parent' from companies where parent_id is not null;
create table timeline (
  tenant_id text not null,
  record_id text not null,
  id text not null,
  at integer not null,
  type text not null,
  kind text not null,
  source_id text not null,
  name text not null,
  actor_kind text not null,
  actor_id text not null,
  changes text not null,
  cause text not null,
  primary key (tenant_id, record_id, id)
);
create table field_definitions (
  tenant_id text not null,
  id text not null,
  kind text not null,
  key text not null,
  label text not null,
  type text not null,
  options text not null,
  position integer not null,
  version integer not null,
  created_at integer not null,
  updated_at integer not null,
  archived_at integer,
  primary key (tenant_id, id)
) without rowid;
create unique index field_definitions_key on field_definitions (tenant_id, kind, key);
-- Each term of the full-text index carries its tenant, so that a search reads the terms of one tenant alone.
create table search_docs (
  doc integer primary key,
  tenant_id text not null,
  record_id text not null,
  kind text not null,
  name text not null,
  hint text not null
);
create unique index search_docs_record on search_docs (tenant_id, record_id);
create virtual table search_terms using fts5 (terms, content = '', contentless_delete = 1, tokenize = 'ascii');
