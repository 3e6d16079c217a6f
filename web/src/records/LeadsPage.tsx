import { CreatePanel } from "./CreatePanel";
import { RecordPanel } from "./RecordPanel";
import { RecordsPage } from "./RecordsPage";
import { leads } from "./leads";

export const LeadsPage = () => <RecordsPage spec={leads} />;
export const NewLead = () => <CreatePanel spec={leads} />;
export const OpenLead = () => <RecordPanel spec={leads} />;
