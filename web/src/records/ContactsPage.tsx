import { CreatePanel } from "./CreatePanel";
import { RecordPanel } from "./RecordPanel";
import { RecordsPage } from "./RecordsPage";
import { contacts } from "./contacts";

export const ContactsPage = () => <RecordsPage spec={contacts} />;
export const NewContact = () => <CreatePanel spec={contacts} />;
export const OpenContact = () => <RecordPanel spec={contacts} />;
