#pragma once

#include "models/incident/tables/choices.h"

namespace bulkhead {

template<> struct Table<Task>
{
    static constexpr Kind kind = 12;
    static constexpr const char* name = "task";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Task");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident")},
               &Task::incident},
        Column{Field{2, "title", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Title"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} added the task “{new}”"), Writable::WhileOpen, true},
               &Task::title},
        Column{Field{3, "detail", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Detail")},
               &Task::detail},
        Column{Field{4, "playbook_id", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Playbook id")},
               &Task::playbookId},
        Column{Field{5, "lane", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Role")}, &Task::lane},
        Column{Field{6, "phase", FieldType::Choice, responders, QT_TRANSLATE_NOOP("Field", "Phase"), "",
                     Writable::WhileOpen, false, false, Choices<Phase>::names},
               &Task::phase},
        Column{Field{7, "assignee", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Assignee"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} gave “{subject}” to {new}")},
               &Task::assignee},
        Column{Field{8, "state", FieldType::Choice, responders, QT_TRANSLATE_NOOP("Field", "State"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} moved “{subject}” from {old} to {new}"),
                     Writable::WhileOpen, true, false, Choices<TaskState>::names},
               &Task::state},
        Column{Field{9, "due", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Due"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} changed the due time of “{subject}” to {new}"),
                     Writable::WhileOpen, true},
               &Task::due},
        Column{Field{10, "target", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Target")}, &Task::target},
        Column{Field{11, "depends_on", FieldType::References, responders, QT_TRANSLATE_NOOP("Field", "Depends on")},
               &Task::dependsOn},
        Column{Field{12, "blocks_closure", FieldType::Boolean, command, QT_TRANSLATE_NOOP("Field", "Blocks closing"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} set whether “{subject}” blocks closing to {new}")},
               &Task::blocksClosure},
        Column{Field{13, "result", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Result"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} wrote the result of “{subject}”: {new}")},
               &Task::result},
        Column{Field{14, "frameworks", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Frameworks")},
               &Task::frameworks},
        Column{Field{15, "finished", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Finished")},
               &Task::finishedAt},
        Column{Field{16, "struck", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Struck")},
               &Task::isStruck},
        Column{Field{17, "struck_reason", FieldType::LongText, responders,
                     QT_TRANSLATE_NOOP("Field", "Reason for striking"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} struck the task “{subject}”: {new}")},
               &Task::struckReason},
        Column{Field{18, "repeats", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Repeats")},
               &Task::repeats},
        Column{Field{19, "shareable", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "May go to a CRM"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} set whether “{subject}” may go to a CRM to {new}")},
               &Task::isShareable},
    };
};

template<> struct Table<Comment>
{
    static constexpr Kind kind = 19;
    static constexpr const char* name = "comment";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Comment");
    static constexpr quint16 titleField = 3;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident")},
               &Comment::incident},
        Column{Field{2, "about", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "About")},
               &Comment::about},
        Column{Field{3, "text", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Text"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} commented: {new}"), Writable::WhileOpen, true},
               &Comment::text},
        Column{Field{4, "written", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Written")},
               &Comment::writtenAt},
        Column{Field{5, "struck", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Struck")},
               &Comment::isStruck},
        Column{Field{6, "struck_reason", FieldType::LongText, responders,
                     QT_TRANSLATE_NOOP("Field", "Reason for striking"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} struck a comment: {new}")},
               &Comment::struckReason},
        Column{Field{7, "quote", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Quoted words")},
               &Comment::quote},
    };
};

template<> struct Table<StatusReport>
{
    static constexpr Kind kind = 20;
    static constexpr const char* name = "status-report";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Status report");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident")},
               &StatusReport::incident},
        Column{Field{2, "conditions", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Conditions"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} reported: {new}")},
               &StatusReport::conditions},
        Column{Field{3, "actions", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Actions")},
               &StatusReport::actions},
        Column{Field{4, "needs", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Needs")},
               &StatusReport::needs},
        Column{Field{5, "reported", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Reported")},
               &StatusReport::reportedAt},
    };
};

template<> struct Table<IncidentClock>
{
    static constexpr Kind kind = 21;
    static constexpr const char* name = "clock";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Clock");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident")},
               &IncidentClock::incident},
        Column{Field{2, "name", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Name"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} started the clock “{new}”")},
               &IncidentClock::name},
        Column{Field{3, "why", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Why")},
               &IncidentClock::why},
        Column{Field{4, "starts_from", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Starts from")},
               &IncidentClock::startsFrom},
        Column{Field{5, "start", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Start")},
               &IncidentClock::start},
        Column{Field{6, "start_evidence", FieldType::Reference, responders,
                     QT_TRANSLATE_NOOP("Field", "Evidence of the start")},
               &IncidentClock::startEvidence},
        Column{Field{7, "decided_by", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Decided by")},
               &IncidentClock::decidedBy},
        Column{Field{8, "hours", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Hours")},
               &IncidentClock::hours},
        Column{Field{9, "due", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Due"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} set the clock “{subject}” to be due at {new}")},
               &IncidentClock::due},
        Column{Field{10, "owner", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Owner"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} gave the clock “{subject}” to {new}")},
               &IncidentClock::owner},
        Column{Field{11, "state", FieldType::Choice, clockKeepers, QT_TRANSLATE_NOOP("Field", "State"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} set the clock “{subject}” from {old} to {new}"),
                     Writable::WhileOpen, false, false, Choices<ClockState>::names},
               &IncidentClock::state},
        Column{Field{12, "state_reason", FieldType::LongText, clockKeepers, QT_TRANSLATE_NOOP("Field", "Reason"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} gave the reason for the clock “{subject}”: {new}")},
               &IncidentClock::stateReason},
        Column{Field{13, "stopped", FieldType::Instant, clockKeepers, QT_TRANSLATE_NOOP("Field", "Stopped")},
               &IncidentClock::stoppedAt},
        Column{Field{14, "regime", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Rule"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} put the clock “{subject}” under the rule {new}")},
               &IncidentClock::regime},
        Column{Field{15, "zone", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Time zone")},
               &IncidentClock::zone},
        Column{Field{16, "country", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Holidays of")},
               &IncidentClock::country},
        Column{Field{17, "rules", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Versions of the rules")},
               &IncidentClock::rules},
        Column{Field{18, "reasoning", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Computation")},
               &IncidentClock::reasoning},
        Column{Field{19, "outer_limit", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Outer limit")},
               &IncidentClock::outerLimit},
        Column{Field{20, "submitted", FieldType::Instant, clockKeepers, QT_TRANSLATE_NOOP("Field", "Submitted"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} recorded that “{subject}” was submitted at {new}")},
               &IncidentClock::submittedAt},
        Column{Field{21, "party", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Owed to")},
               &IncidentClock::party},
        Column{Field{22, "follows", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Follows")},
               &IncidentClock::follows},
        Column{Field{23, "events", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Computed from")},
               &IncidentClock::events},
    };
};

template<> struct Table<SeverityAssessment>
{
    static constexpr Kind kind = 35;
    static constexpr const char* name = "severity-assessment";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Severity assessment");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, clockKeepers, QT_TRANSLATE_NOOP("Field", "Incident")},
               &SeverityAssessment::incident},
        Column{Field{2, "summary", FieldType::Text, clockKeepers, QT_TRANSLATE_NOOP("Field", "Score"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} assessed the severity for people: {new}")},
               &SeverityAssessment::summary},
        Column{Field{3, "profile", FieldType::Text, clockKeepers, QT_TRANSLATE_NOOP("Field", "Method")},
               &SeverityAssessment::profile},
        Column{Field{4, "known", FieldType::TextList, clockKeepers, QT_TRANSLATE_NOOP("Field", "As known")},
               &SeverityAssessment::known},
        Column{Field{5, "worst", FieldType::TextList, clockKeepers, QT_TRANSLATE_NOOP("Field", "Worst plausible")},
               &SeverityAssessment::worst},
        Column{Field{6, "known_score", FieldType::Integer, clockKeepers,
                     QT_TRANSLATE_NOOP("Field", "Score as known, in hundredths")},
               &SeverityAssessment::knownScore},
        Column{Field{7, "worst_score", FieldType::Integer, clockKeepers,
                     QT_TRANSLATE_NOOP("Field", "Worst score, in hundredths")},
               &SeverityAssessment::worstScore},
        Column{Field{8, "basis", FieldType::LongText, clockKeepers, QT_TRANSLATE_NOOP("Field", "Basis")},
               &SeverityAssessment::basis},
        Column{Field{9, "bridge_33", FieldType::LongText, clockKeepers, QT_TRANSLATE_NOOP("Field", "Art. 33(1)")},
               &SeverityAssessment::bridge33},
        Column{Field{10, "bridge_34", FieldType::LongText, clockKeepers, QT_TRANSLATE_NOOP("Field", "Art. 34(1)")},
               &SeverityAssessment::bridge34},
        Column{Field{11, "note", FieldType::LongText, clockKeepers, QT_TRANSLATE_NOOP("Field", "Near an edge")},
               &SeverityAssessment::note},
        Column{Field{12, "difference", FieldType::LongText, clockKeepers,
                     QT_TRANSLATE_NOOP("Field", "Against the incident's severity")},
               &SeverityAssessment::difference},
        Column{Field{13, "second", FieldType::Text, clockKeepers, QT_TRANSLATE_NOOP("Field", "Second opinion")},
               &SeverityAssessment::second},
        Column{Field{14, "evidence", FieldType::References, clockKeepers, QT_TRANSLATE_NOOP("Field", "Evidence")},
               &SeverityAssessment::evidence},
        Column{Field{15, "assessed_by", FieldType::Reference, clockKeepers, QT_TRANSLATE_NOOP("Field", "Assessed by")},
               &SeverityAssessment::assessedBy},
        Column{Field{16, "assessed", FieldType::Instant, clockKeepers, QT_TRANSLATE_NOOP("Field", "Assessed")},
               &SeverityAssessment::assessedAt},
    };
};

template<> struct Table<IncidentFact>
{
    static constexpr Kind kind = 34;
    static constexpr const char* name = "fact";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Fact");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident")},
               &IncidentFact::incident},
        Column{Field{2, "name", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Name")}, &IncidentFact::name},
        Column{Field{3, "value", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Value"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} recorded for “{subject}”: {new}")},
               &IncidentFact::value},
        Column{Field{4, "why", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Why")}, &IncidentFact::why},
        Column{Field{5, "evidence", FieldType::References, responders, QT_TRANSLATE_NOOP("Field", "Evidence")},
               &IncidentFact::evidence},
        Column{Field{6, "decided_by", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Decided by")},
               &IncidentFact::decidedBy},
        Column{Field{7, "decided", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Decided")},
               &IncidentFact::decidedAt},
        Column{Field{8, "owner", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Owner")},
               &IncidentFact::owner},
    };
};

} // namespace bulkhead
