import { CreatePanel } from "./CreatePanel";
import { RecordPanel } from "./RecordPanel";
import { RecordsPage } from "./RecordsPage";
import { companies } from "./companies";

export const CompaniesPage = () => <RecordsPage spec={companies} />;
export const NewCompany = () => <CreatePanel spec={companies} />;
export const OpenCompany = () => <RecordPanel spec={companies} />;
