<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Breach</name>
    <message numerus="yes">
        <source>%1. %n incident(s). Written by %2 at %3.</source>
        <translation>
            <numerusform>%1. %n incident. Written by %2 at %3.</numerusform>
            <numerusform>%1. %n incidents. Written by %2 at %3.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Ctl</name>
    <message numerus="yes">
        <source>%n row(s) are set to %1 as %2; the machine&apos;s verdicts stay beside it. What stands of the sample: %3.</source>
        <translation>
            <numerusform>%n row is set to %1 as %2; the machine&apos;s verdicts stay beside it. What stands of the sample: %3.</numerusform>
            <numerusform>%n rows are set to %1 as %2; the machine&apos;s verdicts stay beside it. What stands of the sample: %3.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Synchronising every %n minute(s); Ctrl+C ends it.</source>
        <translation>
            <numerusform>Synchronising every %n minute; Ctrl+C ends it.</numerusform>
            <numerusform>Synchronising every %n minutes; Ctrl+C ends it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) are tried again with the next crm sync.</source>
        <translation>
            <numerusform>%n record is tried again with the next crm sync.</numerusform>
            <numerusform>%n records are tried again with the next crm sync.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Incident</name>
    <message numerus="yes">
        <source>%1 opened the playbook with %n task(s)</source>
        <translation>
            <numerusform>%1 opened the playbook with %n task</numerusform>
            <numerusform>%1 opened the playbook with %n tasks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Journal</name>
    <message numerus="yes">
        <source>The content of %n change(s) cannot be opened with the keys in the bundle.</source>
        <translation>
            <numerusform>The content of %n change cannot be opened with the keys in the bundle.</numerusform>
            <numerusform>The content of %n changes cannot be opened with the keys in the bundle.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Picture</name>
    <message numerus="yes">
        <source>All %Ln row(s) match registered synthetic data, and none matches production.</source>
        <translation>
            <numerusform>The only row matches registered synthetic data and not production.</numerusform>
            <numerusform>All %Ln rows match registered synthetic data, and none matches production.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message numerus="yes">
        <source>%n earlier decision(s) lie before awareness and do not count.</source>
        <translation>
            <numerusform>%n earlier decision lies before awareness and does not count.</numerusform>
            <numerusform>%n earlier decisions lie before awareness and do not count.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) of the phase “contain” are unfinished: %1</source>
        <translation>
            <numerusform>%n task of the phase “contain” is unfinished: %1</numerusform>
            <numerusform>%n tasks of the phase “contain” are unfinished: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n customer(s) who were told.</source>
        <translation>
            <numerusform>Of %n customer who was told.</numerusform>
            <numerusform>Of %n customers who were told.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n are not told yet.</source>
        <translation>
            <numerusform>%n is not told yet.</numerusform>
            <numerusform>%n are not told yet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n customer(s) are undecided or planned</source>
        <translation>
            <numerusform>%n customer is undecided or planned</numerusform>
            <numerusform>%n customers are undecided or planned</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Vault</name>
    <message numerus="yes">
        <source>The write-ahead log (journal.db-wal) is damaged at frame %1; %n confirmed transaction(s) behind it cannot be read. Compare the journal with its anchor and with other copies of the vault.</source>
        <translation>
            <numerusform>The write-ahead log (journal.db-wal) is damaged at frame %1; %n confirmed transaction behind it cannot be read. Compare the journal with its anchor and with other copies of the vault.</numerusform>
            <numerusform>The write-ahead log (journal.db-wal) is damaged at frame %1; %n confirmed transactions behind it cannot be read. Compare the journal with its anchor and with other copies of the vault.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message numerus="yes">
        <source>The incident cannot be closed while %n task(s) that block it are unfinished: %1. Finish them, or mark them as not applicable with a reason.</source>
        <translation>
            <numerusform>The incident cannot be closed while %n task that blocks it is unfinished: %1. Finish it, or mark it as not applicable with a reason.</numerusform>
            <numerusform>The incident cannot be closed while %n tasks that block it are unfinished: %1. Finish them, or mark them as not applicable with a reason.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::AffectedDialog</name>
    <message numerus="yes">
        <source>%Ln matched row(s)</source>
        <translation>
            <numerusform>%Ln matched row</numerusform>
            <numerusform>%Ln matched rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::AnswersView</name>
    <message numerus="yes">
        <source>%Ln row(s) have another verdict than in the answer before.</source>
        <translation>
            <numerusform>%Ln row has another verdict than in the answer before.</numerusform>
            <numerusform>%Ln rows have another verdict than in the answer before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) are set; the machine&apos;s verdicts stay beside it.</source>
        <translation>
            <numerusform>%Ln row is set; the machine&apos;s verdicts stay beside it.</numerusform>
            <numerusform>%Ln rows are set; the machine&apos;s verdicts stay beside it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::AskCrmDialog</name>
    <message numerus="yes">
        <source>%Ln unknown row(s)</source>
        <translation>
            <numerusform>%Ln unknown row</numerusform>
            <numerusform>%Ln unknown rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::BreachPage</name>
    <message numerus="yes">
        <source>The incident suggests %n answer(s) that nobody has recorded.</source>
        <translation>
            <numerusform>The incident suggests %n answer that nobody has recorded.</numerusform>
            <numerusform>The incident suggests %n answers that nobody has recorded.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Record %n answer(s)</source>
        <translation>
            <numerusform>Record %n answer</numerusform>
            <numerusform>Record %n answers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Recorded: %n answer(s).</source>
        <translation>
            <numerusform>Recorded: %n answer.</numerusform>
            <numerusform>Recorded: %n answers.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::BulkClocksDialog</name>
    <message numerus="yes">
        <source>Only the %n chosen</source>
        <translation>
            <numerusform>Only the %n chosen</numerusform>
            <numerusform>Only the %n chosen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Start %n clock(s)</source>
        <translation>
            <numerusform>Start %n clock</numerusform>
            <numerusform>Start %n clocks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::BulkEditDialog</name>
    <message numerus="yes">
        <source>%Ln entries</source>
        <translation>
            <numerusform>%Ln entry</numerusform>
            <numerusform>%Ln entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Edit %Ln entries?</source>
        <translation>
            <numerusform>Edit %Ln entry?</numerusform>
            <numerusform>Edit %Ln entries?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The change is written for each of the %Ln entries. It can be taken back, but not with one key.</source>
        <translation>
            <numerusform>The change is written for %Ln entry. It can be taken back, but not with one key.</numerusform>
            <numerusform>The change is written for each of the %Ln entries. It can be taken back, but not with one key.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Edit %Ln entries</source>
        <translation>
            <numerusform>Edit %Ln entry</numerusform>
            <numerusform>Edit %Ln entries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::CasesPage</name>
    <message numerus="yes">
        <source>%n shown</source>
        <extracomment>how many incidents the table shows</extracomment>
        <translation>
            <numerusform>%n shown</numerusform>
            <numerusform>%n shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ConnectorsPage</name>
    <message numerus="yes">
        <source>What it signs in with is forgotten. What is in the CRM stays there; %n incident(s) were released to it.</source>
        <translation>
            <numerusform>What it signs in with is forgotten. What is in the CRM stays there; %n incident was released to it.</numerusform>
            <numerusform>What it signs in with is forgotten. What is in the CRM stays there; %n incidents were released to it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n field(s) were changed here and in the CRM.</source>
        <translation>
            <numerusform>%n field was changed here and in the CRM.</numerusform>
            <numerusform>%n fields were changed here and in the CRM.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n record(s) were not taken.</source>
        <translation>
            <numerusform>%n record was not taken.</numerusform>
            <numerusform>%n records were not taken.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 signs in, but the CRM lacks %n field(s) that the mapping needs.</source>
        <translation>
            <numerusform>%1 signs in, but the CRM lacks %n field that the mapping needs.</numerusform>
            <numerusform>%1 signs in, but the CRM lacks %n fields that the mapping needs.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 (it waits longer after %n failure(s) in a row)</source>
        <translation>
            <numerusform>%1 (it waits longer after %n failure in a row)</numerusform>
            <numerusform>%1 (it waits longer after %n failures in a row)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::Console</name>
    <message numerus="yes">
        <source>%n piece(s) of work go on and are finished first.</source>
        <translation>
            <numerusform>%n piece of work goes on and is finished first.</numerusform>
            <numerusform>%n pieces of work go on and are finished first.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::CopyDialog</name>
    <message numerus="yes">
        <source>A copy of %Ln row(s)</source>
        <translation>
            <numerusform>A copy of %Ln row</numerusform>
            <numerusform>A copy of %Ln rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::CrmTruthDialog</name>
    <message numerus="yes">
        <source>%Ln row(s) registered</source>
        <translation>
            <numerusform>%Ln row registered</numerusform>
            <numerusform>%Ln rows registered</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::CustomerDialog</name>
    <message numerus="yes">
        <source>%n customer(s)</source>
        <translation>
            <numerusform>%n customer</numerusform>
            <numerusform>%n customers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::CustomersPanel</name>
    <message numerus="yes">
        <source>%n customer(s) are chosen.</source>
        <translation>
            <numerusform>%n customer is chosen.</numerusform>
            <numerusform>%n customers are chosen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n clock(s) run.</source>
        <translation>
            <numerusform>%n clock runs.</numerusform>
            <numerusform>%n clocks run.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n customer(s) added.</source>
        <translation>
            <numerusform>%n customer added.</numerusform>
            <numerusform>%n customers added.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n customer(s) added from the samples.</source>
        <translation>
            <numerusform>%n customer added from the samples.</numerusform>
            <numerusform>%n customers added from the samples.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::DataSetModel</name>
    <message numerus="yes">
        <source>%n by column</source>
        <translation>
            <numerusform>%n by column</numerusform>
            <numerusform>%n by column</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::DisclosurePage</name>
    <message numerus="yes">
        <source>Begun: %n draft(s).</source>
        <translation>
            <numerusform>Begun: %n draft.</numerusform>
            <numerusform>Begun: %n drafts.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n word(s) in no dictionary (Shift+F3)</source>
        <translation>
            <numerusform>%n word in no dictionary (Shift+F3)</numerusform>
            <numerusform>%n words in no dictionary (Shift+F3)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n passage(s) redacted</source>
        <translation>
            <numerusform>%n passage redacted</numerusform>
            <numerusform>%n passages redacted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Written into %n notice(s).</source>
        <translation>
            <numerusform>Written into %n notice.</numerusform>
            <numerusform>Written into %n notices.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::FactsModel</name>
    <message numerus="yes">
        <source>%n piece(s) of evidence. %1</source>
        <translation>
            <numerusform>%n piece of evidence. %1</numerusform>
            <numerusform>%n pieces of evidence. %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::FilesView</name>
    <message numerus="yes">
        <source>%n file(s) have come into the folder</source>
        <translation>
            <numerusform>%n file has come into the folder</numerusform>
            <numerusform>%n files have come into the folder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) classified</source>
        <translation>
            <numerusform>%Ln row classified</numerusform>
            <numerusform>%Ln rows classified</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Filing %n file(s)</source>
        <translation>
            <numerusform>Filing %n file</numerusform>
            <numerusform>Filing %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are filed</source>
        <translation>
            <numerusform>%n file is filed</numerusform>
            <numerusform>%n files are filed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are evidence of this incident now, with their answers.</source>
        <translation>
            <numerusform>%n file is evidence of this incident now, with its answer.</numerusform>
            <numerusform>%n files are evidence of this incident now, with their answers.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ImportCustomersDialog</name>
    <message numerus="yes">
        <source>Take %n row(s)</source>
        <translation>
            <numerusform>Take %n row</numerusform>
            <numerusform>Take %n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::IncidentBar</name>
    <message numerus="yes">
        <source>%n more clocks</source>
        <translation>
            <numerusform>%n more clock</numerusform>
            <numerusform>%n more clocks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::JobStrip</name>
    <message numerus="yes">
        <source>%n more jobs</source>
        <translation>
            <numerusform>%n more job</numerusform>
            <numerusform>%n more jobs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::LapseChart</name>
    <message numerus="yes">
        <source>%n year(s)</source>
        <translation>
            <numerusform>%n year</numerusform>
            <numerusform>%n years</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::NewPassphrase</name>
    <message numerus="yes">
        <source>%n characters more.</source>
        <translation>
            <numerusform>%n character more.</numerusform>
            <numerusform>%n characters more.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::NoticeDialog</name>
    <message numerus="yes">
        <source>Notice to %n customer(s)</source>
        <translation>
            <numerusform>Notice to %n customer</numerusform>
            <numerusform>Notice to %n customers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::PreviewDialog</name>
    <message numerus="yes">
        <source>%n record(s), in the CRM&apos;s words. Nothing is sent by looking.</source>
        <translation>
            <numerusform>%n record, in the CRM&apos;s words. Nothing is sent by looking.</numerusform>
            <numerusform>%n records, in the CRM&apos;s words. Nothing is sent by looking.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ProvenancePage</name>
    <message numerus="yes">
        <source>%Ln row(s) classified</source>
        <translation>
            <numerusform>%Ln row classified</numerusform>
            <numerusform>%Ln rows classified</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It shares records with %n registered set(s): see its details.</source>
        <translation>
            <numerusform>It shares records with %n registered set: see its details.</numerusform>
            <numerusform>It shares records with %n registered sets: see its details.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The fingerprints of its %Ln row(s) are deleted for good; name, figures and your reason stay in the journal. Later answers no longer see it.</source>
        <translation>
            <numerusform>The fingerprints of its %Ln row are deleted for good; name, figures and your reason stay in the journal. Later answers no longer see it.</numerusform>
            <numerusform>The fingerprints of its %Ln rows are deleted for good; name, figures and your reason stay in the journal. Later answers no longer see it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::RegisterDialog</name>
    <message numerus="yes">
        <source>%Ln row(s) registered</source>
        <translation>
            <numerusform>%Ln row registered</numerusform>
            <numerusform>%Ln rows registered</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::RegisterModel</name>
    <message numerus="yes">
        <source>%n field(s)</source>
        <translation>
            <numerusform>%n field</numerusform>
            <numerusform>%n fields</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::RegisterPage</name>
    <message numerus="yes">
        <source>What is shown, %n incident(s), leaves the vault and is not encrypted.</source>
        <translation>
            <numerusform>What is shown, %n incident, leaves the vault and is not encrypted.</numerusform>
            <numerusform>What is shown, %n incidents, leaves the vault and is not encrypted.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::RegistryView</name>
    <message numerus="yes">
        <source>%Ln row(s) could not be read and are not compared.</source>
        <translation>
            <numerusform>%Ln row could not be read and is not compared.</numerusform>
            <numerusform>%Ln rows could not be read and are not compared.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::RetentionModel</name>
    <message numerus="yes">
        <source>%n piece(s), %1</source>
        <translation>
            <numerusform>%n piece, %1</numerusform>
            <numerusform>%n pieces, %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::RetentionPanel</name>
    <message numerus="yes">
        <source>%n incident(s) are due: two people destroy their material, under Evidence.</source>
        <translation>
            <numerusform>%n incident is due: two people destroy their material, under Evidence.</numerusform>
            <numerusform>%n incidents are due: two people destroy their material, under Evidence.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::ReviewPage</name>
    <message numerus="yes">
        <source>Compared with %n earlier exercise(s).</source>
        <translation>
            <numerusform>Compared with %n earlier exercise.</numerusform>
            <numerusform>Compared with %n earlier exercises.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Compared with %n earlier incident(s).</source>
        <translation>
            <numerusform>Compared with %n earlier incident.</numerusform>
            <numerusform>Compared with %n earlier incidents.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::SectionsModel</name>
    <message numerus="yes">
        <source>%n open</source>
        <translation>
            <numerusform>%n open</numerusform>
            <numerusform>%n open</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s)</source>
        <translation>
            <numerusform>%n note</numerusform>
            <numerusform>%n notes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::SignDialog</name>
    <message numerus="yes">
        <source>%n question(s) are open and taken as if it were a breach.</source>
        <translation>
            <numerusform>%n question is open and taken as if it were a breach.</numerusform>
            <numerusform>%n questions are open and taken as if it were a breach.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::SlotsModel</name>
    <message numerus="yes">
        <source>Argon2id, %1, %n passes</source>
        <translation>
            <numerusform>Argon2id, %1, %n pass</numerusform>
            <numerusform>Argon2id, %1, %n passes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::TimelinePage</name>
    <message numerus="yes">
        <source>%Ln row(s) taken</source>
        <translation>
            <numerusform>%Ln row taken</numerusform>
            <numerusform>%Ln rows taken</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries match.</source>
        <translation>
            <numerusform>%Ln entry matches.</numerusform>
            <numerusform>%Ln entries match.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries.</source>
        <translation>
            <numerusform>%Ln entry.</numerusform>
            <numerusform>%Ln entries.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Copied %n entries.</source>
        <translation>
            <numerusform>Copied %n entry.</numerusform>
            <numerusform>Copied %n entries.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n observations changed.</source>
        <translation>
            <numerusform>%n observation changed.</numerusform>
            <numerusform>%n observations changed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries that posted themselves were left.</source>
        <translation>
            <numerusform>%n entry that posted itself was left.</numerusform>
            <numerusform>%n entries that posted themselves were left.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::VerdictCard</name>
    <message numerus="yes">
        <source>All %Ln row(s) come from registered synthetic data, and no value that identifies somebody is known to the registered production data.</source>
        <translation>
            <numerusform>The only row comes from registered synthetic data, and no value that identifies somebody is known to the registered production data.</numerusform>
            <numerusform>All %Ln rows come from registered synthetic data, and no value that identifies somebody is known to the registered production data.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::VerificationCard</name>
    <message numerus="yes">
        <source>%Ln piece(s) read whole</source>
        <translation>
            <numerusform>%Ln piece read whole</numerusform>
            <numerusform>%Ln pieces read whole</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::provenance::NearReport</name>
    <message numerus="yes">
        <source>Of %1 unknown rows %Ln come near a registered record (a typing error, a masked or cut value). They stay unknown.</source>
        <translation>
            <numerusform>Of %1 unknown rows %Ln comes near a registered record (a typing error, a masked or cut value). It stays unknown.</numerusform>
            <numerusform>Of %1 unknown rows %Ln come near a registered record (a typing error, a masked or cut value). They stay unknown.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln come near a production record: treat them as real people&apos;s.</source>
        <translation>
            <numerusform>%Ln comes near a production record: treat it as a real person&apos;s.</numerusform>
            <numerusform>%Ln come near a production record: treat them as real people&apos;s.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>bulkhead::provenance::NextStep</name>
    <message numerus="yes">
        <source>%Ln row(s) hold data of real persons. Whoever is affected may have to be told.</source>
        <translation>
            <numerusform>%Ln row holds data of real persons. Whoever is affected may have to be told.</numerusform>
            <numerusform>%Ln rows hold data of real persons. Whoever is affected may have to be told.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 rows hold data of real persons, of %n tenant(s): each may have to be told within the notice period of its contract.</source>
        <translation>
            <numerusform>%1 rows hold data of real persons, of %n tenant: each may have to be told within the notice period of its contract.</numerusform>
            <numerusform>%1 rows hold data of real persons, of %n tenants: each may have to be told within the notice period of its contract.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) match nothing decisive. Registering the data set that they may come from, or a newer version of one, would settle them at once.</source>
        <translation>
            <numerusform>%Ln row matches nothing decisive. Registering the data set that it may come from, or a newer version of one, would settle it at once.</numerusform>
            <numerusform>%Ln rows match nothing decisive. Registering the data set that they may come from, or a newer version of one, would settle them at once.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln row(s) could not be read and stay undecided.</source>
        <translation>
            <numerusform>%Ln row could not be read and stays undecided.</numerusform>
            <numerusform>%Ln rows could not be read and stay undecided.</numerusform>
        </translation>
    </message>
</context>
</TS>
