-- Why: the core of the CRM. Records may be wide (notes), so they keep their rowid; ids sort by time of creation.
create table leads (
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
  first_name text,
  last_name text,
  email text,
  email_key text,
  phone text,
  company text,
  job_title text,
  status text not null,
  source text,
  score integer not null,
  primary key (tenant_id, id)
);
create unique index leads_email on leads (tenant_id, email_key) where deleted_at is null and email_key is not null;
create index leads_created on leads (tenant_id, created_at, id) where deleted_at is null;
create index leads_name on leads (tenant_id, name_key, id) where deleted_at is null;
create index leads_status on leads (tenant_id, status, created_at, id) where deleted_at is null;
create table contacts (
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
  first_name text,
  last_name text,
  email text,
  email_key text,
  phone text,
  job_title text,
  company_id text,
  linkedin_url text,
  city text,
  country text,
  time_zone text,
  tags text not null,
  primary key (tenant_id, id)
);
create unique index contacts_email on contacts (tenant_id, email_key) where deleted_at is null and email_key is not null;
create index contacts_created on contacts (tenant_id, created_at, id) where deleted_at is null;
create index contacts_name on contacts (tenant_id, name_key, id) where deleted_at is null;
create index contacts_company on contacts (tenant_id, company_id, created_at, id) where deleted_at is null and company_id is not null;
create table companies (
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
  name text not null,
  domain text,
  industry text,
  employees integer,
  revenue_amount integer,
  revenue_currency text,
  address text,
  linkedin_url text,
  parent_id text,
  tags text not null,
  primary key (tenant_id, id)
);
create index companies_created on companies (tenant_id, created_at, id) where deleted_at is null;
create index companies_name on companies (tenant_id, name_key, id) where deleted_at is null;
create index companies_domain on companies (tenant_id, domain, id) where deleted_at is null and domain is not null;
