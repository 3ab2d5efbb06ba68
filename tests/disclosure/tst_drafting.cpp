#include "incident/desk.h"
#include "models/breach/register.h"
#include "models/disclosure/waiting.h"
#include "models/incident/entities.h"

#include <QtTest>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::disclosure;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
/// An incident with Ada, who has all roles, and those that a test names.
struct Case
{
    explicit Case(const QStringList& others = {})
        : book(rules())
        , shelf(books())
        , incident(desk.declare())
    {
        const std::map<QString, Roles> roles = {{u"Lena"_s, Role::Legal},
                                                {u"Carl"_s, Role::Compliance},
                                                {u"Eve"_s, Role::Executive},
                                                {u"Kim"_s, Role::Communications},
                                                {u"Ines"_s, Role::IncidentCommander}};
        for (const QString& name : others) {
            desk.enrol(name, roles.at(name));
        }
    }
    static const deadline::Lawbook& rules()
    {
        static const auto read = must(deadline::Lawbook::load());
        return read;
    }
    static const Bookshelf& books()
    {
        static const auto read = must(Bookshelf::load());
        return read;
    }
    void wait(qint64 ms = Desk::minute) { desk.clock().advance(ms); }
    [[nodiscard]] Drafting drafting() { return {desk.casework(), book, shelf}; }
    [[nodiscard]] Picture picture(const Id& id) { return must(drafting().picture(id)); }
    [[nodiscard]] Check check(const Id& id) { return must(drafting().check(picture(id))); }
    [[nodiscard]] Credential me() { return TestVault::credential(desk.vault().vault().userName()); }
    Id begin(const QString& templateId, DraftWish wish = {})
    {
        wait();
        wish.templateId = templateId;
        return must(drafting().begin(incident, wish));
    }
    /// A draft with nothing left to write: every gap and every element has words.
    Id complete(const QString& templateId, DraftWish wish = {})
    {
        if (wish.recipient.isEmpty()) {
            wish.recipient = u"The authority"_s;
        }
        const Id id = begin(templateId, wish);
        fill(id);
        return id;
    }
    void fill(const Id& id)
    {
        static const QRegularExpression gap(uR"(\{\?:[^}]*\})"_s);
        const Picture now = picture(id);
        for (const auto& section : now.sections) {
            QString text = section.value.text;
            text.replace(gap, u"as described to us"_s);
            // A mark with nothing but facts that nobody knows is answered in words.
            text.replace(u"{#"_s, u"\x1"_s);
            static const QRegularExpression chip(uR"(\{([a-z][a-z0-9_.]*)\})"_s);
            QString filled;
            qsizetype at = 0;
            for (auto it = chip.globalMatch(text); it.hasNext();) {
                const auto match = it.next();
                const FactValue* value = now.facts.find(match.captured(1));
                filled += text.sliced(at, match.capturedStart() - at)
                    + (value && value->isKnown ? match.captured() : u"as far as we know"_s);
                at = match.capturedEnd();
            }
            filled += text.sliced(at);
            filled.replace(u"\x1"_s, u"{#"_s);
            wait();
            VERIFY_OK(drafting().setSection(id, section.value.key, filled));
        }
    }
    Expected<Id> approveAs(const Id& id, const QString& who)
    {
        desk.signIn(who);
        wait();
        return drafting().approve(id, me());
    }
    [[nodiscard]] Id memberId(const QString& name)
    {
        const auto members = desk.journal().members();
        return std::ranges::find(members, name, [](const auto& one) { return one.member.name; })->id;
    }
    Id evidence(const QString& name = u"scan.log"_s)
    {
        QByteArray bytes = name.toUtf8();
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::ReadOnly);
        Evidence about;
        about.name = name;
        return must(desk->addEvidence(incident, buffer, about)).id;
    }
    void know(const QString& fact, const QString& value)
    {
        wait();
        must(deadline::recordFact(desk.casework(), incident, {.name = fact, .value = value}));
    }

    Desk desk;
    const deadline::Lawbook& book;
    const Bookshelf& shelf;
    Id incident;
};

bool has(const Check& check, const QString& rule, const QString& words = {})
{
    return std::ranges::any_of(check.findings, [&](const Finding& one) {
        return one.rule.startsWith(rule) && (one.text + one.reason).contains(words);
    });
}
} // namespace

class DraftingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beginsWithWhatTheTemplateAsksFor();
    void stopsWhatIsNotWritten();
    void claimsNeedEvidenceThatCarriesThem();
    void figuresThatAreBoundToNothingAreFlagged();
    void whoWroteItDoesNotApproveIt();
    void needsLegalAndOneOfTheOthers();
    void whoseSignatureIsMissingSeesIt();
    void anyEditVoidsWhatWasApproved();
    void whatIsFrozenWasWrittenWhenItWasPutUp();
    void movedFactsShowAndHoldBackTheSending();
    void aLentRoleSignsUntilItsTimeIsOver();
    void theGlassIsBrokenOnlyWhenTimeRunsOut();
    void sendingEndsItsClockAndBeginsTheNextStage();
    void oneForEachCustomerSpeaksOfNoOther();
    void figuresThatDifferBetweenDraftsAreFlagged();
    void privilegedTextIsNowhereForOthers();
    void whatIsPrivilegedDoesNotLeave();
    void suggestionsReplaceExactlyTheirWords();
    void redactedTextIsGone();
    void whatLeavesAClosedIncidentIsNotedToo();
    void aForgedSignatureCountsNothing();
    void twoPeopleInTwoSectionsDoNotMeet();
};

void DraftingTest::beginsWithWhatTheTemplateAsksFor()
{
    Case one;
    const Id id = one.begin(u"gdpr-authority"_s);
    const Picture picture = one.picture(id);
    const Template* head = one.shelf.templates.find(u"gdpr-authority"_s, u"en"_s);
    QVERIFY(picture.sections.size() > 5);
    QCOMPARE(picture.disclosure.value.stage, u"initial"_s);
    QVERIFY(std::ranges::none_of(picture.sections, [&](const auto& section) {
        return std::ranges::any_of(head->sections, [&](const TemplateSection& known) {
            return known.key == section.value.key && known.stages == QStringList{u"withdrawal"_s};
        });
    }));
    QVERIFY(picture.stand == Stand::Drafting);
    COMPARE_ERROR(one.drafting().begin(one.incident, {.templateId = u"none"_s}), "disclosure.template");
    COMPARE_ERROR(one.drafting().begin(one.incident, {.templateId = u"gdpr-authority"_s, .stage = u"final"_s}),
                  "disclosure.template");
    COMPARE_ERROR(one.drafting().begin(one.incident, {.templateId = u"processor-notice"_s}), "disclosure.template");
    COMPARE_ERROR(one.drafting().setSection(id, u"nowhere"_s, u"x"_s), "disclosure.section");
}

void DraftingTest::stopsWhatIsNotWritten()
{
    Case one;
    const Id id = one.begin(u"gdpr-people"_s, {.recipient = u"You"_s});
    const Check before = one.check(id);
    QVERIFY(!before.isOk());
    QVERIFY(has(before, u"gap"_s) && has(before, u"element"_s));
    COMPARE_ERROR(one.drafting().submit(id), "disclosure.not-ready");
    one.fill(id);
    const Check after = one.check(id);
    QVERIFY2(after.isOk(), qPrintable(after.findings.empty() ? QString() : after.findings.front().text));
    QVERIFY(std::ranges::all_of(after.elements,
                                [](const ElementState& state) { return state.state == ElementState::State::Present; }));
    // An element that was taken out is missing again.
    const auto& section = one.picture(id).sections.front();
    VERIFY_OK(one.drafting().setSection(id, section.value.key, u"Nothing marked here."_s));
    QVERIFY(has(one.check(id), u"element"_s));
}

void DraftingTest::claimsNeedEvidenceThatCarriesThem()
{
    Case one;
    const Id id = one.complete(u"press-qa"_s);
    const QString key = one.picture(id).sections.front().value.key;
    const QString claim = u"No real persons are affected."_s;
    const QString before = one.picture(id).sections.front().value.text;
    VERIFY_OK(one.drafting().setSection(id, key, before + u"\n\n"_s + claim));
    QVERIFY(has(one.check(id), u"claim."_s, claim));
    COMPARE_ERROR(one.drafting().submit(id), "disclosure.not-ready");
    // Bound, but nothing carries it yet.
    const Id scan = one.evidence();
    COMPARE_ERROR(one.drafting().bind(id, u"No such sentence here."_s, {scan}, {}), "disclosure.sentence");
    COMPARE_ERROR(one.drafting().bind(id, claim, {}, {}), "value.empty");
    const Id bound = must(one.drafting().bind(id, claim, {scan}, u"scan"_s));
    QVERIFY(has(one.check(id), u"claim."_s, claim));
    for (const auto& [fact, value] :
         {std::pair(u"scan_complete"_s, u"yes"_s), std::pair(u"attack_result"_s, u"AUC 0.51"_s),
          std::pair(u"independent_reviewer"_s, u"Dr. Roe"_s), std::pair(u"scope_statement"_s, u"all files"_s),
          std::pair(u"breach_of_security"_s, u"yes"_s), std::pair(u"real_rows"_s, u"no"_s),
          std::pair(u"synthesis_source"_s, u"trained"_s), std::pair(u"residual_identifiability"_s, u"no"_s),
          std::pair(u"means_likely"_s, u"no"_s), std::pair(u"other_people"_s, u"no"_s)}) {
        one.know(fact, value);
    }
    QVERIFY(!has(one.check(id), u"claim.no-real-people"_s, claim));
    // Struck evidence carries nothing.
    VERIFY_OK(one.desk->strike(scan, u"wrong file"_s));
    QVERIFY(has(one.check(id), u"evidence"_s));
    VERIFY_OK(one.drafting().unbind(bound));
    QVERIFY(has(one.check(id), u"claim."_s, claim));
}

void DraftingTest::figuresThatAreBoundToNothingAreFlagged()
{
    Case one;
    const Id id = one.complete(u"press-qa"_s);
    const QString key = one.picture(id).sections.front().value.key;
    VERIFY_OK(one.drafting().setSection(
        id, key, u"We wrote to 4,120 people under Art. 33(1) GDPR; call +49 30 1234567. It was {detected}."_s));
    const Check check = one.check(id);
    QVERIFY(has(check, u"figure"_s, u"4,120"_s));
    QCOMPARE(std::ranges::count(check.findings, u"figure"_s, &Finding::rule), 1);
    QVERIFY(has(check, u"fact-unknown"_s));
    VERIFY_OK(one.drafting().bind(id, u"We wrote to 4,120 people under Art. 33(1) GDPR; call +49 30 1234567."_s,
                                  {one.evidence()}, {}));
    QVERIFY(!has(one.check(id), u"figure"_s));
}

void DraftingTest::whoWroteItDoesNotApproveIt()
{
    Case one;
    const Id id = one.complete(u"gdpr-people"_s);
    must(one.drafting().submit(id));
    one.wait();
    COMPARE_ERROR(one.drafting().approve(id, one.me()), "disclosure.author");
    // Nor who wrote a section and left the rest to others.
    Case other({u"Lena"_s, u"Carl"_s});
    const Id second = other.begin(u"gdpr-people"_s, {.recipient = u"You"_s});
    other.desk.signIn(u"Lena"_s);
    other.wait();
    const auto section = other.picture(second).sections.front();
    VERIFY_OK(other.drafting().setSection(second, section.value.key, section.value.text + u"\n\nMore."_s));
    other.desk.signIn();
    other.fill(second);
    must(other.drafting().submit(second));
    COMPARE_ERROR(other.approveAs(second, u"Lena"_s), "disclosure.author");
    must(other.approveAs(second, u"Carl"_s));
}

void DraftingTest::needsLegalAndOneOfTheOthers()
{
    Case one({u"Lena"_s, u"Carl"_s, u"Eve"_s, u"Kim"_s});
    const Id id = one.complete(u"gdpr-people"_s);
    must(one.drafting().submit(id));
    QVERIFY(one.picture(id).stand == Stand::Submitted);
    QCOMPARE(one.picture(id).missing.size(), 2);
    COMPARE_ERROR(one.approveAs(id, u"Kim"_s), "disclosure.role");
    must(one.approveAs(id, u"Carl"_s));
    COMPARE_ERROR(one.approveAs(id, u"Eve"_s), "disclosure.role"); // Legal is missing, not another of these
    QVERIFY(one.picture(id).stand == Stand::Submitted);
    COMPARE_ERROR(one.drafting().recordSending(id, {}), "disclosure.not-approved");
    must(one.approveAs(id, u"Lena"_s));
    const Picture now = one.picture(id);
    QVERIFY(now.stand == Stand::Approved && now.missing.isEmpty());
    QCOMPARE(now.approvals.size(), std::size_t(2));
    QVERIFY(must(one.drafting().outgoing(now, 1, false)).banner.isEmpty());
    // Taken back, it is not approved.
    VERIFY_OK(one.drafting().withdrawApproval(now.approvals.back().id, u"I misread it"_s));
    QVERIFY(one.picture(id).stand == Stand::Submitted);
    QVERIFY(!must(one.drafting().outgoing(one.picture(id), 1, false)).banner.isEmpty());
}

void DraftingTest::whoseSignatureIsMissingSeesIt()
{
    Case one({u"Lena"_s, u"Carl"_s, u"Eve"_s, u"Kim"_s});
    const Id id = one.complete(u"gdpr-authority"_s);
    const auto waits = [&](const QString& who) {
        one.desk.signIn(who);
        WaitingSignatures waiting;
        const auto found = must(waiting.of(one.desk.casework(), one.incident));
        const bool isWaiting = must(one.drafting().waitsForMe(one.picture(id)));
        if (isWaiting != (found.size() == 1)) {
            qFatal("two answers");
        }
        return isWaiting;
    };
    QVERIFY(!waits(u"Lena"_s)); // nothing was put up
    one.desk.signIn(u"Ada"_s);
    one.wait();
    must(one.drafting().submit(id));
    QVERIFY(waits(u"Lena"_s) && waits(u"Carl"_s) && waits(u"Eve"_s));
    QVERIFY(!waits(u"Kim"_s)); // signs nothing
    QVERIFY(!waits(u"Ada"_s)); // has every role, and wrote it
    // One of compliance and executive is enough.
    must(one.approveAs(id, u"Carl"_s));
    QVERIFY(!waits(u"Carl"_s) && !waits(u"Eve"_s));
    QVERIFY(waits(u"Lena"_s));
    // A lent role signs, too.
    must(
        one.drafting().lend(one.incident, Role::Legal, one.memberId(u"Kim"_s), one.desk.now() + Desk::hour, u"away"_s));
    QVERIFY(waits(u"Kim"_s));
    // What is edited waits for nobody.
    one.desk.signIn(u"Ada"_s);
    one.wait();
    const auto section = one.picture(id).sections.front();
    VERIFY_OK(one.drafting().setSection(id, section.value.key, section.value.text + u" More."_s));
    QVERIFY(!waits(u"Lena"_s) && !waits(u"Kim"_s));
    // The version says by which rules it was checked, and who has reviewed them.
    QVERIFY(one.picture(id).newest()->value.rules.contains(u"claims"_s));
    QVERIFY(one.picture(id).newest()->value.rules.contains(u"unreviewed"_s));
    QVERIFY(one.check(id).provenance().contains(u"unreviewed"_s));
}

void DraftingTest::anyEditVoidsWhatWasApproved()
{
    Case one({u"Lena"_s, u"Carl"_s, u"Eve"_s});
    const Id id = one.complete(u"gdpr-people"_s);
    must(one.drafting().submit(id));
    const QString frozen = one.picture(id).newest()->value.document;
    must(one.approveAs(id, u"Lena"_s));
    must(one.approveAs(id, u"Carl"_s));
    one.desk.signIn();
    const auto section = one.picture(id).sections.front();
    VERIFY_OK(one.drafting().setSection(id, section.value.key, section.value.text + u" "_s)); // nothing said anew
    QVERIFY(one.picture(id).stand == Stand::Approved);
    one.wait();
    VERIFY_OK(one.drafting().setSection(id, section.value.key, section.value.text + u"\n\nAnd more."_s));
    QVERIFY(one.picture(id).isEdited && one.picture(id).stand == Stand::Drafting);
    COMPARE_ERROR(one.drafting().recordSending(id, {}), "disclosure.void");
    COMPARE_ERROR(one.approveAs(id, u"Eve"_s), "disclosure.void");
    QCOMPARE(one.picture(id).newest()->value.document, frozen);
    // Another recipient is another text too.
    one.desk.signIn();
    must(one.drafting().submit(id));
    QCOMPARE(one.picture(id).newest()->value.number, 2);
    QVERIFY(one.picture(id).stand == Stand::Submitted); // the signatures were under version 1
    Disclosure after = one.picture(id).disclosure.value;
    after.recipient = u"Somebody else"_s;
    VERIFY_OK(one.drafting().setDetails(id, after));
    QVERIFY(one.picture(id).isEdited);
}

void DraftingTest::whatIsFrozenWasWrittenWhenItWasPutUp()
{
    Case one;
    const Id id = one.complete(u"press-qa"_s);
    const auto section = one.picture(id).sections.front();
    VERIFY_OK(one.drafting().setSection(id, section.value.key, section.value.text + u"\n\nKnown at {now}."_s));
    must(one.drafting().submit(id));
    one.wait(Desk::hour);
    const Picture later = one.picture(id);
    QCOMPARE(writeMarkup(later.filled()), later.newest()->value.document);
    QVERIFY(later.moved.empty());
    // Whoever goes on writing writes now.
    VERIFY_OK(one.drafting().setSection(id, section.value.key, section.value.text + u"\n\nSaid at {now}."_s));
    QVERIFY(one.picture(id).facts.find(u"now"_s)->text != later.facts.find(u"now"_s)->text);
}

void DraftingTest::movedFactsShowAndHoldBackTheSending()
{
    Case one({u"Lena"_s, u"Carl"_s});
    const auto count = [&](const QString& range) {
        one.wait();
        RegisterEntry entry = must(breach::entryOf(one.desk.casework(), one.incident));
        entry.subjects = range;
        entry.dataCategories = {u"names"_s};
        VERIFY_OK(breach::writeEntry(one.desk.casework(), one.incident, entry));
    };
    count(u"900; exact; count of the accounts"_s);
    const Id id = one.complete(u"press-qa"_s);
    const auto section = one.picture(id).sections.front();
    VERIFY_OK(one.drafting().setSection(id, section.value.key, section.value.text + u"\n\nPeople: {subjects}."_s));
    must(one.drafting().submit(id));
    must(one.approveAs(id, u"Lena"_s));
    must(one.approveAs(id, u"Carl"_s));
    one.desk.signIn();
    QVERIFY(one.picture(id).moved.empty());
    count(u"1340; exact; second count"_s);
    const Picture now = one.picture(id);
    QCOMPARE(now.moved.size(), std::size_t(1));
    QVERIFY(now.moved.front().before.contains("900"_L1) && now.moved.front().now.contains("1,340"_L1));
    QVERIFY(now.newest()->value.document.contains("900"_L1)); // what was approved stays what it was
    QVERIFY(now.stand == Stand::Approved && !now.isEdited);
    COMPARE_ERROR(one.drafting().recordSending(id, {}), "disclosure.moved");
    must(one.drafting().recordSending(id, {.despite = u"The authority was told on the phone"_s}));
    QVERIFY(one.picture(id).stand == Stand::Sent);
    QCOMPARE(one.picture(id).moved.size(), std::size_t(1)); // a sent text shows it too
    one.wait();
    const Id next = must(one.drafting().followUp(id, {}));
    QCOMPARE(one.picture(next).disclosure.value.follows, id);
    QVERIFY(one.picture(next).sections.front().value.text.contains("{subjects}"_L1));
}

void DraftingTest::aLentRoleSignsUntilItsTimeIsOver()
{
    Case one({u"Lena"_s, u"Carl"_s, u"Kim"_s});
    const Id id = one.complete(u"gdpr-people"_s);
    must(one.drafting().submit(id));
    must(one.approveAs(id, u"Carl"_s));
    one.desk.signIn(u"Lena"_s);
    const auto members = one.desk.journal().members();
    const Id kim = std::ranges::find_if(members, [](const auto& m) { return m.member.name == "Kim"_L1; })->id;
    const qint64 until = one.desk.now() + Desk::hour;
    COMPARE_ERROR(one.drafting().lend(one.incident, Role::Executive, kim, until, u"x"_s), "disclosure.role");
    COMPARE_ERROR(one.drafting().lend(one.incident, Role::Legal, kim, until, {}), "value.empty");
    COMPARE_ERROR(one.drafting().lend(one.incident, Role::Legal, kim, one.desk.now() - 1, u"x"_s), "value.bad");
    must(one.drafting().lend(one.incident, Role::Legal, kim, until, u"On a flight"_s));
    const Id late = one.complete(u"press-qa"_s); // written by Lena: others sign
    one.desk.signIn();
    must(one.approveAs(id, u"Kim"_s));
    QVERIFY(one.picture(id).stand == Stand::Approved);
    QVERIFY(one.picture(id).approvals.back().value.loan != Id());
    // An hour later it lends nothing.
    one.desk.signIn(u"Lena"_s);
    must(one.drafting().submit(late));
    one.wait(2 * Desk::hour);
    COMPARE_ERROR(one.approveAs(late, u"Kim"_s), "disclosure.role");
    QVERIFY(one.picture(id).stand == Stand::Approved); // what was signed in time stands
}

void DraftingTest::theGlassIsBrokenOnlyWhenTimeRunsOut()
{
    Case one({u"Kim"_s, u"Ines"_s});
    IncidentClock clock;
    clock.name = u"Authority"_s;
    clock.startsFrom = u"given"_s;
    clock.start = one.desk.now();
    clock.hours = 72;
    const Id running = must(one.desk->startClock(one.incident, clock));
    const Id id = one.complete(u"gdpr-people"_s, {.clock = running});
    must(one.drafting().submit(id));
    one.desk.signIn(u"Ines"_s);
    COMPARE_ERROR(one.drafting().breakGlass(id, u"Nobody answers"_s, one.me()), "disclosure.break-glass");
    QVERIFY(one.drafting().hint(one.picture(id)).isEmpty());
    one.wait(60 * Desk::hour);
    QVERIFY(!one.drafting().hint(one.picture(id)).isEmpty());
    COMPARE_ERROR(one.drafting().breakGlass(id, u" "_s, one.me()), "value.empty");
    one.desk.signIn(u"Kim"_s);
    COMPARE_ERROR(one.drafting().breakGlass(id, u"Nobody answers"_s, one.me()), "disclosure.role");
    one.desk.signIn(u"Ines"_s);
    must(one.drafting().breakGlass(id, u"Nobody answers since eight"_s, one.me()));
    QVERIFY(one.picture(id).stand == Stand::Approved);
    const auto tasks = must(one.desk->all<Task>(one.incident));
    QVERIFY(std::ranges::any_of(tasks, [&](const auto& task) {
        return task.value.due == one.desk.now() + 24 * Desk::hour && task.value.detail.contains("Nobody answers"_L1);
    }));
    must(one.drafting().recordSending(id, {}));
    QVERIFY(must(one.desk->one<IncidentClock>(running)).value.state == ClockState::Met);
}

void DraftingTest::sendingEndsItsClockAndBeginsTheNextStage()
{
    Case one({u"Lena"_s, u"Carl"_s});
    Incident aware = must(one.desk->incident(one.incident)).value;
    aware.aware = one.desk.now();
    VERIFY_OK(one.desk->update(one.incident, aware));
    for (const auto& [fact, value] : {std::pair(u"nis2_entity"_s, u"yes"_s), std::pair(u"significant"_s, u"yes"_s)}) {
        one.know(fact, value);
    }
    deadline::Duties duties(one.desk.casework(), one.book);
    deadline::ClockWish wish;
    wish.regime = u"eu.nis2.in"_s;
    wish.zone = u"Europe/Berlin"_s;
    wish.country = u"DE"_s;
    const Id clock = must(duties.start(one.incident, wish));
    const Id id = one.complete(u"nis2-notification"_s);
    QCOMPARE(one.picture(id).disclosure.value.clock, clock); // it found what it answers
    QCOMPARE(one.picture(id).disclosure.value.zone, u"Europe/Berlin"_s);
    must(one.drafting().submit(id));
    must(one.approveAs(id, u"Lena"_s));
    must(one.approveAs(id, u"Carl"_s));
    one.desk.signIn();
    COMPARE_ERROR(one.drafting().recordSending(id, {.at = one.desk.now() + Desk::hour}), "value.bad");
    const auto submission = must(one.drafting().recordSending(id, {.reference = u"CSIRT-77"_s}));
    QVERIFY(!submission.isLate);
    QVERIFY(must(one.desk->one<IncidentClock>(clock)).value.state == ClockState::Met);
    QVERIFY(!submission.started.empty());
    QCOMPARE(one.picture(id).sendings.front().value.reference, u"CSIRT-77"_s);
}

void DraftingTest::oneForEachCustomerSpeaksOfNoOther()
{
    Case one;
    const auto add = [&](const QString& name, const QString& records) {
        Party party;
        party.name = name;
        party.kind = u"account"_s;
        party.ourRole = u"processor"_s;
        party.zone = u"Europe/Paris"_s;
        party.records = records;
        one.wait();
        return must(one.desk->add(one.incident, party));
    };
    add(u"Northwind"_s, u"120; exact; by row"_s);
    const Id told = add(u"Contoso"_s, u"7; exact; by row"_s);
    add(u"Fabrikam"_s, {});
    VERIFY_OK(deadline::setNotice(one.desk.casework(), one.book, {told},
                                  {.state = NoticeState::NotOwed, .at = {}, .note = u"no data of theirs"_s}));
    const auto begun = must(one.drafting().beginForCustomers(one.incident, {.templateId = u"processor-notice"_s}));
    QCOMPARE(begun.size(), std::size_t(2));
    QVERIFY(must(one.drafting().beginForCustomers(one.incident, {.templateId = u"processor-notice"_s})).empty());
    for (const Id& id : begun) {
        const Picture picture = one.picture(id);
        const QString text = writeMarkup(picture.filled()) + picture.disclosure.value.title;
        const bool isNorthwind = picture.disclosure.value.title.contains("Northwind"_L1);
        QCOMPARE(text.contains("Northwind"_L1), isNorthwind);
        QCOMPARE(text.contains("Fabrikam"_L1), !isNorthwind);
        QVERIFY(!text.contains("Contoso"_L1));
        QCOMPARE(text.contains("120"_L1), isNorthwind);
        QCOMPARE(picture.disclosure.value.zone, u"Europe/Paris"_s);
    }
}

void DraftingTest::figuresThatDifferBetweenDraftsAreFlagged()
{
    Case one;
    const auto count = [&](const QString& range) {
        one.wait();
        RegisterEntry entry = must(breach::entryOf(one.desk.casework(), one.incident));
        entry.subjects = range;
        VERIFY_OK(breach::writeEntry(one.desk.casework(), one.incident, entry));
    };
    count(u"900; exact; count"_s);
    const Id first = one.complete(u"press-qa"_s);
    const auto section = one.picture(first).sections.front();
    VERIFY_OK(one.drafting().setSection(first, section.value.key, section.value.text + u"\n\n{subjects}"_s));
    must(one.drafting().submit(first));
    const Id second = one.complete(u"holding-statement"_s);
    const auto other = one.picture(second).sections.front();
    VERIFY_OK(one.drafting().setSection(second, other.value.key, other.value.text + u"\n\n{subjects}"_s));
    QVERIFY(!has(one.check(second), u"differs"_s));
    count(u"1340; exact; count"_s);
    QVERIFY(has(one.check(second), u"differs"_s, u"900"_s));
}

void DraftingTest::privilegedTextIsNowhereForOthers()
{
    Case one({u"Lena"_s, u"Carl"_s, u"Ines"_s, u"Eve"_s});
    one.desk.signIn(u"Lena"_s);
    const QString secret = u"zebracounsel"_s;
    const Id id = one.begin(u"counsel-note"_s, {.title = u"Zebracounsel opinion"_s});
    const Picture mine = one.picture(id);
    QVERIFY(mine.isPrivileged());
    one.wait();
    VERIFY_OK(one.drafting().setSection(id, mine.sections.front().value.key, secret));
    must(one.drafting().comment(id, mine.sections.front().value.key, secret, u"About zebracounsel"_s));
    QCOMPARE(must(one.drafting().drafts(one.incident)).size(), std::size_t(1));
    const auto seenByLegal = must(one.desk->timeline(one.incident, {.text = secret}));
    QVERIFY(!seenByLegal.empty());
    const qint64 countByLegal = must(one.desk->timelineCount(one.incident));

    for (const QString& who : {u"Carl"_s, u"Ines"_s, u"Eve"_s}) {
        one.desk.signIn(who);
        QVERIFY(must(one.drafting().drafts(one.incident)).empty());
        QVERIFY(!one.drafting().picture(id));
        QVERIFY(must(one.desk->timeline(one.incident, {.text = secret})).empty());
        QVERIFY(must(one.desk->timelineCount(one.incident)) < countByLegal);
        for (const TimelineRow& row : must(one.desk->timeline(one.incident, {}))) {
            QVERIFY(!row.sentence.contains(secret, Qt::CaseInsensitive));
        }
        QVERIFY(must(one.desk->all<Comment>(one.incident)).empty());
        const auto overview = must(one.desk->overview(one.incident, 1));
        for (const ChangeEntry& change : overview.sinceLastLook) {
            for (const QString& sentence : one.desk->sentences(change)) {
                QVERIFY(!sentence.contains(secret, Qt::CaseInsensitive));
            }
        }
        // What can be seen of it: that sealed changes are there, and when.
        ChangeQuery sealed;
        sealed.incident = one.incident;
        for (const ChangeEntry& change : must(one.desk.journal().changes(sealed))) {
            QVERIFY(change.stream.compartment == Compartment::Team || change.body.facts.empty());
        }
        COMPARE_ERROR(one.drafting().setSection(id, mine.sections.front().value.key, u"x"_s), "entity.not-found");
    }
}

void DraftingTest::whatIsPrivilegedDoesNotLeave()
{
    Case one;
    const Id id = one.complete(u"press-qa"_s, {.isPrivileged = true});
    const Picture picture = one.picture(id);
    QVERIFY(picture.isPrivileged());
    COMPARE_ERROR(one.drafting().submit(id), "disclosure.privileged");
    COMPARE_ERROR(one.drafting().approve(id, one.me()), "disclosure.privileged");
    COMPARE_ERROR(one.drafting().recordSending(id, {}), "disclosure.privileged");
    COMPARE_ERROR(one.drafting().outgoing(picture, {}, false), "disclosure.privileged");
}

void DraftingTest::suggestionsReplaceExactlyTheirWords()
{
    Case one;
    const Id id = one.complete(u"press-qa"_s);
    const QString key = one.picture(id).sections.front().value.key;
    VERIFY_OK(one.drafting().setSection(id, key, u"We saw it at nine. We told you at nine."_s));
    COMPARE_ERROR(one.drafting().suggest(id, key, u"nine"_s, u"ten"_s, {}), "disclosure.excerpt");
    COMPARE_ERROR(one.drafting().suggest(id, key, u"eight"_s, u"ten"_s, {}), "disclosure.excerpt");
    const Id taken = must(one.drafting().suggest(id, key, u"saw it at nine"_s, u"saw it at ten"_s, u"log"_s));
    const Id left = must(one.drafting().suggest(id, key, u"told you at nine"_s, u"told you late"_s, {}));
    QCOMPARE(one.picture(id).suggestions.size(), std::size_t(2));
    one.wait();
    VERIFY_OK(one.drafting().decideSuggestion(taken, true));
    VERIFY_OK(one.drafting().decideSuggestion(left, false));
    QCOMPARE(one.picture(id).section(key)->value.text, u"We saw it at ten. We told you at nine."_s);
    QVERIFY(one.picture(id).suggestions.empty());
    COMPARE_ERROR(one.drafting().decideSuggestion(left, true), "disclosure.excerpt");
}

void DraftingTest::redactedTextIsGone()
{
    Case one;
    const Id id = one.complete(u"press-qa"_s);
    const QString key = one.picture(id).sections.front().value.key;
    VERIFY_OK(one.drafting().setSection(id, key, u"Mail **ada@**example.org and call."_s));
    Disclosure after = one.picture(id).disclosure.value;
    after.redactions = {u"ada@example.org"_s};
    VERIFY_OK(one.drafting().setDetails(id, after));
    const auto open = must(one.drafting().outgoing(one.picture(id), {}, false));
    QVERIFY(plainText(open.text).contains("ada@example.org"_L1));
    const auto closed = must(one.drafting().outgoing(one.picture(id), {}, true));
    QVERIFY(!plainText(closed.text).contains("ada"_L1));
    QVERIFY(plainText(closed.text).contains("and call"_L1));
}

void DraftingTest::whatLeavesAClosedIncidentIsNotedToo()
{
    Case one;
    const Id id = one.complete(u"press-qa"_s);
    one.wait();
    VERIFY_OK(one.drafting().noteExport(one.picture(id), u"Answers"_s, u"pdf"_s, Bytes(32, '\x01')));
    QCOMPARE(must(one.desk->timeline(one.incident, {.text = u"exported"_s})).size(), std::size_t(1));
    VERIFY_OK(one.desk->close(one.incident, u"done"_s));
    one.wait();
    VERIFY_OK(one.drafting().noteExport(one.picture(id), u"Answers"_s, u"odt"_s, Bytes(32, '\x02')));
    const auto steps = must(one.desk->all<CustodyStep>(one.incident));
    QVERIFY(std::ranges::any_of(steps, [](const auto& step) {
        return step.value.action == "exported"_L1 && step.value.note.contains("0202"_L1);
    }));
}

void DraftingTest::aForgedSignatureCountsNothing()
{
    Case one({u"Carl"_s});
    const Id id = one.complete(u"gdpr-people"_s);
    must(one.drafting().submit(id));
    const Id version = one.picture(id).newest()->id;
    // Carl writes an approval in Legal's name: the journal refuses the field.
    one.desk.signIn(u"Carl"_s);
    DisclosureApproval forged;
    forged.disclosure = id;
    forged.version = version;
    forged.title = u"forged"_s;
    forged.asLegal = true;
    forged.approvedBy = one.desk.journal().user();
    forged.signature = Bytes(64, '\x01');
    COMPARE_ERROR(one.desk->add(one.incident, forged), "journal.not-permitted");
    // In his own role, but not signed by his key: it is there and counts nothing.
    forged.asLegal = false;
    const Id theirs = Id::make(one.desk.now());
    forged.incident = one.incident;
    std::vector<Fact> facts = factsOf(theirs, forged);
    std::erase_if(facts, [](const Fact& fact) { return fact.value == Value(false); });
    VERIFY_OK(one.desk.journal().append(Draft{{one.incident, Compartment::Team}, u"forged"_s, facts}));
    QVERIFY(one.picture(id).approvals.empty());
    QCOMPARE(one.picture(id).missing.size(), 2);
}

void DraftingTest::twoPeopleInTwoSectionsDoNotMeet()
{
    Case one;
    const Id id = one.begin(u"press-qa"_s);
    const auto sections = one.picture(id).sections;
    QVERIFY(sections.size() >= 2);
    Desk other(one.desk.copy());
    const QString first = sections[0].value.key, second = sections[1].value.key;
    one.wait();
    other.clock().advance(Desk::minute);
    VERIFY_OK(one.drafting().setSection(id, first, u"Here."_s));
    Drafting there(other.casework(), one.book, one.shelf);
    VERIFY_OK(there.setSection(id, second, u"There."_s));
    QVERIFY(one.desk.receive(other).accepted > 0);
    QCOMPARE(one.picture(id).section(first)->value.text, u"Here."_s);
    QCOMPARE(one.picture(id).section(second)->value.text, u"There."_s);
    QVERIFY(!has(one.check(id), u"contested"_s));
    // In the same section they do, and a person says how it shall stand.
    one.wait();
    other.clock().advance(Desk::minute);
    VERIFY_OK(one.drafting().setSection(id, first, u"Mine."_s));
    VERIFY_OK(there.setSection(id, first, u"Theirs."_s));
    QVERIFY(one.desk.receive(other).accepted > 0);
    QVERIFY(has(one.check(id), u"contested"_s));
    one.wait();
    VERIFY_OK(one.drafting().setSection(id, first, u"Ours."_s));
    QVERIFY(!has(one.check(id), u"contested"_s));
}

QTEST_GUILESS_MAIN(DraftingTest)
#include "tst_drafting.moc"
