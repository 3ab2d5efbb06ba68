#include "models/disclosure/drafting.h"

#include "models/base/cbor.h"
#include "models/base/digest.h"
#include "models/disclosure/disclosuretext.h"
#include "models/disclosure/sectionhistory.h"
#include "models/incident/entities.h"
#include "models/incident/leaving.h"
#include "models/incident/resources.h"
#include "models/incident/signingkeys.h"
#include "models/incident/yamlreading.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <map>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 hour = 3'600'000;

/// Of all papers of a kind, those of one draft that `keep` lets through.
template<typename T, typename Keep>
std::vector<Kept<T>> ofDraft(const std::vector<Kept<T>>& all, const Kept<Disclosure>& disclosure, const Keep& keep)
{
    std::vector<Kept<T>> those;
    std::ranges::copy_if(all, std::back_inserter(those), [&](const Kept<T>& one) {
        return one.value.disclosure == disclosure.id && one.stream.compartment == disclosure.stream.compartment
            && keep(one.value);
    });
    return those;
}

QStringList namesOfMissing(const Release* release, const std::vector<Role>& given)
{
    return release ? release->missing(given) : QStringList{DisclosureText::tr("a rule that says who signs")};
}

/// Of the words of a draft, those that a version states: "aware=…", by name.
QStringList factTexts(const Picture& picture)
{
    std::map<QString, QString> said;
    const auto look = [&](const Spans& spans) {
        for (const Span& span : spans) {
            if (const FactValue* value = span.kind == Span::Kind::Chip ? picture.facts.find(span.text) : nullptr) {
                said.insert_or_assign(span.text, value->text);
            }
        }
    };
    for (const Kept<DisclosureSection>& section : picture.sections) {
        if (const auto text = readMarkup(section.value.text)) {
            for (const Block& block : text->blocks) {
                look(block.spans);
                std::ranges::for_each(block.cells, look);
            }
        }
    }
    QStringList texts;
    for (const auto& [name, text] : said) {
        texts.append(name + u'=' + text);
    }
    return texts;
}

Role lentRole(const RoleLoan& loan)
{
    return loan.ofLegal ? Role::Legal : loan.ofCompliance ? Role::Compliance : Role::Executive;
}

Error privilegedError()
{
    return {u"disclosure.privileged"_s,
            DisclosureText::tr("What is privileged does not leave. Write what may leave in a draft of its own."),
            {}};
}

Error voidError()
{
    return {
        u"disclosure.void"_s,
        DisclosureText::tr("The text has been changed since it was put up for approval. Put it up again: a signature "
                           "holds for exactly what was read."),
        {}};
}

Expected<std::vector<CheckedSection>> checkedSections(const Picture& picture)
{
    std::vector<CheckedSection> sections;
    for (const Kept<DisclosureSection>& one : picture.sections) {
        TRY(auto text, readMarkup(one.value.text));
        sections.push_back({one.value.key, one.value.heading, std::move(text)});
    }
    return sections;
}
} // namespace

Expected<Bookshelf> Bookshelf::load()
{
    Bookshelf shelf;
    TRY(shelf.templates, Templates::load(resourceFolders(u"templates"_s)));
    TRY(shelf.claims, ClaimRules::load(resourceFolders(u"disclosure"_s)));
    TRY(shelf.releases, Releases::load(resourceFolders(u"disclosure"_s)));
    TRY(shelf.questions, breach::Questions::load(resourceFolders(u"breach"_s)));
    return shelf;
}

std::vector<Error> checkShelf(const QString& folder, int& files)
{
    std::vector<Error> problems = yaml::checkFiles(
        folder + "/disclosure"_L1,
        [](const QString& file) {
            const auto claims = ClaimRules::check(file);
            return claims ? Releases::check(file) : claims;
        },
        files);
    const QDir templates(folder + "/templates"_L1);
    for (const QFileInfo& one : templates.entryInfoList({u"*.md"_s}, QDir::Files, QDir::Name)) {
        ++files;
        if (auto checked = Templates::check(one.filePath()); !checked) {
            problems.push_back(std::move(checked).error());
        }
    }
    return problems;
}

QString standId(Stand stand)
{
    switch (stand) {
    case Stand::Drafting:
        return u"drafting"_s;
    case Stand::Submitted:
        return u"submitted"_s;
    case Stand::Approved:
        return u"approved"_s;
    case Stand::Sent:
        return u"sent"_s;
    }
    return {};
}

QString standName(Stand stand)
{
    switch (stand) {
    case Stand::Drafting:
        return DisclosureText::tr("Being written");
    case Stand::Submitted:
        return DisclosureText::tr("Waits for signatures");
    case Stand::Approved:
        return DisclosureText::tr("Approved");
    case Stand::Sent:
        return DisclosureText::tr("Sent");
    }
    return {};
}

const Kept<DisclosureSection>* Picture::section(const QString& key) const
{
    const auto found = std::ranges::find_if(sections, [&](const auto& one) { return one.value.key == key; });
    return found == sections.end() ? nullptr : &*found;
}

Text Picture::filled() const
{
    constexpr int sectionLevel = 2;
    Text all;
    for (const Kept<DisclosureSection>& one : sections) {
        all.blocks.push_back(
            {.kind = Block::Kind::Heading, .level = sectionLevel, .spans = {{.text = one.value.heading}}});
        if (const auto text = readMarkup(one.value.text)) {
            std::ranges::move(filledIn(*text, facts, disclosure.value.language).blocks, std::back_inserter(all.blocks));
        }
    }
    return all;
}

Bytes Picture::source() const
{
    cbor::Writer writer;
    const Disclosure& head = disclosure.value;
    constexpr std::size_t fixed = 7;
    constexpr std::size_t perSection = 3;
    writer.array(fixed + perSection * sections.size());
    writer.text(u"bulkhead draft 1");
    writer.text(head.recipient);
    writer.text(head.channel);
    writer.text(head.language);
    writer.text(head.stage);
    writer.text(head.zone);
    writer.integer(head.nextUpdate.value_or(0));
    for (const Kept<DisclosureSection>& one : sections) {
        writer.text(one.value.key);
        writer.text(one.value.heading);
        writer.text(one.value.text);
    }
    return sha256(writer.take());
}

Drafting::Drafting(Casework& casework, const deadline::Lawbook& book, const Bookshelf& shelf)
    : m_casework(casework)
    , m_book(book)
    , m_shelf(shelf)
{
}

Expected<std::vector<Kept<Disclosure>>> Drafting::drafts(const Id& incident) const
{
    TRY(auto all, m_casework.all<Disclosure>(incident));
    std::erase_if(all, [](const Kept<Disclosure>& one) { return one.value.isStruck; });
    std::ranges::stable_sort(all, std::greater{}, [](const auto& one) { return one.value.createdAt; });
    return all;
}

const Template* Drafting::templateOf(const Picture& picture) const
{
    const Disclosure& head = picture.disclosure.value;
    return m_shelf.templates.find(head.templateId, head.language);
}

Expected<Papers> Drafting::papers(const Id& incident) const
{
    Papers papers;
    TRY(papers.sources, FactSources::read(m_casework, m_book, incident));
    TRY(papers.drafts, drafts(incident));
    TRY(papers.sections, m_casework.all<DisclosureSection>(incident));
    TRY(papers.claims, m_casework.all<DisclosureClaim>(incident));
    TRY(papers.versions, m_casework.all<DisclosureVersion>(incident));
    TRY(papers.approvals, m_casework.all<DisclosureApproval>(incident));
    TRY(papers.sendings, m_casework.all<DisclosureSending>(incident));
    TRY(papers.suggestions, m_casework.all<DisclosureSuggestion>(incident));
    return papers;
}

Expected<Picture> Drafting::picture(const Id& disclosure) const
{
    TRY(const auto kept, m_casework.one<Disclosure>(disclosure));
    TRY(const auto all, papers(kept.value.incident));
    return picture(kept, all);
}

Picture Drafting::picture(const Kept<Disclosure>& disclosure, const Papers& papers) const
{
    const auto any = [](const auto&) { return true; };
    const Disclosure& head = disclosure.value;
    Picture picture;
    picture.disclosure = disclosure;
    picture.sections = ofDraft(papers.sections, disclosure, [](const auto& one) { return !one.isRemoved; });
    std::ranges::sort(picture.sections, {}, [](const auto& one) { return one.value.position; });
    picture.claims = ofDraft(papers.claims, disclosure, [](const auto& one) { return !one.isWithdrawn; });
    picture.versions = ofDraft(papers.versions, disclosure, any);
    std::ranges::sort(picture.versions, std::greater{},
                      [](const auto& one) { return std::pair(one.value.number, one.value.submittedAt); });
    picture.sendings = ofDraft(papers.sendings, disclosure, any);
    std::ranges::sort(picture.sendings, std::greater{}, [](const auto& one) { return one.value.sentAt; });
    picture.suggestions = ofDraft(papers.suggestions, disclosure,
                                  [](const auto& one) { return one.outcome.isEmpty(); });
    picture.readAt = papers.sources.now;
    const Kept<DisclosureVersion>* newest = picture.newest();
    picture.isEdited = newest && newest->value.source != picture.source();
    // What nobody has edited since was written when it was put up.
    const bool isFrozen = newest && !picture.isEdited;
    picture.facts = FactSheet::of(papers.sources,
                                  {.party = head.party,
                                   .clock = head.clock,
                                   .language = head.language,
                                   .zone = head.zone,
                                   .nextUpdate = head.nextUpdate,
                                   .writtenAt = isFrozen ? std::optional(newest->value.submittedAt) : std::nullopt});
    standOf(picture, papers);
    return picture;
}

void Drafting::standOf(Picture& picture, const Papers& papers) const
{
    const Kept<DisclosureVersion>* newest = picture.newest();
    if (!newest) {
        return;
    }
    picture.approvals = ofDraft(papers.approvals, picture.disclosure,
                                [&](const auto& one) { return one.version == newest->id && !one.isWithdrawn; });
    std::erase_if(picture.approvals, [this](const auto& one) { return !isSignatureValid(one); });
    for (const QString& before : newest->value.facts) {
        const QString name = before.section(u'=', 0, 0);
        const FactValue* value = picture.facts.find(name);
        const QString text = value ? value->text : QString();
        if (name != "now"_L1 && before.section(u'=', 1) != text) {
            picture.moved.push_back({name, before.section(u'=', 1), text});
        }
    }
    const bool isBroken = std::ranges::any_of(picture.approvals,
                                              [](const auto& one) { return one.value.isBreakGlass; });
    for (const Kept<DisclosureApproval>& one : picture.approvals) {
        if (const auto role = roleOf(one.value)) {
            picture.given.push_back(*role);
        }
    }
    picture.missing = isBroken ? QStringList()
                               : namesOfMissing(m_shelf.releases.find(newest->value.release), picture.given);
    const bool isSent = std::ranges::any_of(picture.sendings,
                                            [&](const auto& one) { return one.value.version == newest->id; });
    picture.stand = isSent        ? Stand::Sent
        : picture.isEdited        ? Stand::Drafting
        : picture.missing.empty() ? Stand::Approved
                                  : Stand::Submitted;
}

Expected<Weight> Drafting::weightOf(const Picture& picture) const
{
    Weight weight{.claims = picture.claims};
    breach::Inquiry inquiry(m_casework, m_book, m_shelf.questions);
    TRY(const auto breach, inquiry.picture(picture.disclosure.value.incident));
    const auto says = [&](QStringView id, QStringView value) {
        const breach::Entry* entry = breach.find(id);
        return entry && entry->value == value;
    };
    weight.isScanComplete = says(u"scan_complete", u"yes");
    weight.isMinimumThere = breach.finding.maySayNoPersonalData();
    weight.isVerdictSigned = !breach.records.empty() && breach.isRecordCurrent()
        && breach.records.front().value.conclusion == breach::conclusionId(breach::Conclusion::SecurityIncidentOnly)
        && inquiry.isSignatureValid(breach.records.front());
    const breach::Entry* generator = breach.find(u"generator");
    weight.isGeneratorKnown = generator && generator->isKnown();
    return weight;
}

Expected<Check> Drafting::check(const Picture& picture) const
{
    const Disclosure& head = picture.disclosure.value;
    TRY(const auto sections, checkedSections(picture));
    TRY(const auto weight, weightOf(picture));
    Check check = checkText(sections, templateOf(picture), head.stage, head.language, picture.facts, m_shelf.claims,
                            weight);
    for (const Kept<DisclosureSection>& one : picture.sections) {
        if (one.isContested) {
            check.findings.insert(check.findings.begin(),
                                  {.rule = u"contested"_s,
                                   .stops = true,
                                   .section = one.value.key,
                                   .text = one.value.heading,
                                   .reason = DisclosureText::tr("Two people have changed this section without having "
                                                                "seen each other's text."),
                                   .needs = DisclosureText::tr("Write it as it shall stand.")});
        }
    }
    for (const Kept<DisclosureClaim>& claim : picture.claims) {
        for (const Id& id : claim.value.evidence) {
            if (const auto evidence = m_casework.one<Evidence>(id); !evidence || evidence->value.isStruck) {
                check.findings.insert(check.findings.begin(),
                                      {.rule = u"evidence"_s,
                                       .stops = true,
                                       .text = claim.value.sentence,
                                       .reason = DisclosureText::tr("The evidence that this sentence is bound to has "
                                                                    "been struck."),
                                       .needs = DisclosureText::tr("Bind it to evidence that stands.")});
            }
        }
    }
    CHECK_OK(addDifferences(picture, check));
    CHECK_OK(addNamings(picture, check));
    return check;
}

Expected<std::vector<Drafting::NamingSentence>> Drafting::namingSentences(const Picture& picture) const
{
    const Disclosure& head = picture.disclosure.value;
    std::vector<NamingSentence> found;
    if (head.party.isNull()) {
        return found;
    }
    TRY(const auto addressee, m_casework.one<Party>(head.party));
    if (!isCustomer(addressee.value)) {
        return found;
    }
    TRY(const auto parties, m_casework.all<Party>(head.incident));
    const OtherCustomers others(addressee, parties, templateOf(picture));
    if (others.isEmpty()) {
        return found;
    }
    const auto look = [&](const QString& section, const QString& text) {
        if (others.namedIn(text).empty()) {
            return;
        }
        for (const QString& line : text.split(u'\n', Qt::SkipEmptyParts)) {
            for (const QString& sentence : sentencesOf(line)) {
                if (auto named = others.namedIn(sentence); !named.empty()) {
                    found.push_back({section, sentence, std::move(named)});
                }
            }
        }
    };
    look({}, head.title);
    for (const Kept<DisclosureSection>& one : picture.sections) {
        look(one.value.key, one.value.heading);
        TRY(const auto text, readMarkup(one.value.text));
        look(one.value.key, plainText(filledIn(text, picture.facts, head.language)));
    }
    return found;
}

Expected<void> Drafting::addNamings(const Picture& picture, Check& check) const
{
    TRY(const auto sentences, namingSentences(picture));
    for (const NamingSentence& sentence : sentences) {
        for (const Naming& naming : sentence.named) {
            const auto settled = std::ranges::find_if(picture.claims, [&](const Kept<DisclosureClaim>& one) {
                return std::ranges::find(one.value.named, naming.party) != one.value.named.end()
                    && normalisedSentence(one.value.sentence) == normalisedSentence(sentence.text);
            });
            const bool isSettled = settled != picture.claims.end();
            Finding finding{.rule = u"names-another"_s,
                            .stops = !isSettled && !naming.isOrdinary,
                            .section = sentence.section,
                            .text = sentence.text};
            finding.reason = isSettled
                ? DisclosureText::tr("It names another customer, “%1”; %2 let it stand: %3")
                      .arg(naming.name, m_casework.journal().nameOf(settled->value.boundBy), settled->value.why)
                : naming.isOrdinary
                ? DisclosureText::tr("“%1” is the name of another customer here. It may be an ordinary word.")
                      .arg(naming.name)
                : DisclosureText::tr("A notice to one customer names another: “%1”.").arg(naming.name);
            finding.needs = isSettled ? QString()
                                      : DisclosureText::tr("Take the name out where it comes from, or let it stand "
                                                           "with a reason.");
            const auto at = finding.stops ? check.findings.begin() : check.findings.end();
            check.findings.insert(at, std::move(finding));
        }
    }
    return {};
}

Expected<void> Drafting::addDifferences(const Picture& picture, Check& check) const
{
    std::map<QString, QString> ours;
    for (const QString& text : factTexts(picture)) {
        ours.insert_or_assign(text.section(u'=', 0, 0), text.section(u'=', 1));
    }
    const Disclosure& head = picture.disclosure.value;
    TRY(const auto others, drafts(head.incident));
    TRY(const auto all, m_casework.all<DisclosureVersion>(head.incident));
    for (const Kept<Disclosure>& other : others) {
        // Wording differs between languages and zones, and a draft for another customer speaks of another's rows.
        if (other.id == picture.disclosure.id || other.value.language != head.language || other.value.zone != head.zone
            || other.stream != picture.disclosure.stream) {
            continue;
        }
        const auto versions = ofDraft(all, other, [](const auto&) { return true; });
        if (versions.empty()) {
            continue;
        }
        const auto& newest = std::ranges::max(versions, {}, [](const auto& one) { return one.value.number; });
        for (const QString& text : newest.value.facts) {
            const QString name = text.section(u'=', 0, 0);
            const auto found = ours.find(name);
            if (found == ours.end() || name == "now"_L1 || name.startsWith("clock."_L1)
                || (name.startsWith("party."_L1) && other.value.party != head.party)
                || found->second == text.section(u'=', 1)) {
                continue;
            }
            check.findings.push_back({.rule = u"differs"_s,
                                      .text = FactSheet::labelOf(name),
                                      .reason = DisclosureText::tr("%1 says “%2”; here it is “%3”.")
                                                    .arg(newest.value.title, text.section(u'=', 1), found->second),
                                      .needs = DisclosureText::tr("Say in a follow-up that it has changed.")});
        }
    }
    return {};
}

Expected<std::vector<Id>> Drafting::authors(const Picture& picture) const
{
    std::vector<Id> authors;
    const auto add = [&](const Id& member) {
        if (!member.isNull() && std::ranges::find(authors, member) == authors.end()) {
            authors.push_back(member);
        }
    };
    for (const Kept<DisclosureSection>& section : picture.sections) {
        TRY(const auto history, m_casework.journal().history(section.id));
        // The first change is the template's text, which nobody here has written.
        for (std::size_t i = 1; i < history.size(); ++i) {
            add(history[i].author);
        }
    }
    if (const Kept<DisclosureVersion>* newest = picture.newest()) {
        add(newest->value.submittedBy);
    }
    return authors;
}

Id Drafting::authorOf(const Kept<Comment>& comment) const
{
    const auto history = m_casework.journal().history(comment.id);
    return history && !history->empty() ? history->front().author : Id();
}

Expected<Id> Drafting::begin(const Id& incident, const DraftWish& wish)
{
    if (m_casework.isPast()) {
        return std::unexpected(Casework::pastError());
    }
    TRY(const auto head, m_shelf.templates.get(wish.templateId, wish.language));
    Disclosure draft{.incident = incident,
                     .title = wish.title.trimmed(),
                     .templateId = head.id,
                     .language = head.language,
                     .stage = wish.stage.isEmpty() ? head.firstStage() : wish.stage,
                     .clock = wish.clock,
                     .party = wish.party,
                     .recipient = wish.recipient.trimmed(),
                     .channel = wish.channel.trimmed(),
                     .zone = wish.zone.trimmed(),
                     .nextUpdate = {},
                     .redactions = {},
                     .follows = {},
                     .createdAt = m_casework.now(),
                     .isStruck = false,
                     .struckReason = {}};
    if (!draft.stage.isEmpty() && !head.stages.contains(draft.stage)) {
        return failure("disclosure.template"_L1,
                       DisclosureText::tr("“%1” has no stage \"%2\": %3.")
                           .arg(head.title, draft.stage, head.stages.join(", "_L1)));
    }
    if (head.isPerCustomer && draft.party.isNull()) {
        return failure("disclosure.template"_L1,
                       DisclosureText::tr("“%1” is written for one customer: say which.").arg(head.title));
    }
    if (!draft.party.isNull()) {
        TRY(const auto party, m_casework.one<Party>(draft.party));
        draft.recipient = draft.recipient.isEmpty() ? party.value.name : draft.recipient;
        draft.channel = draft.channel.isEmpty() ? party.value.channel : draft.channel;
        draft.zone = draft.zone.isEmpty() ? party.value.zone : draft.zone;
        draft.title = draft.title.isEmpty() ? u"%1: %2"_s.arg(head.title, party.value.name) : draft.title;
    }
    draft.title = draft.title.isEmpty() ? head.title : draft.title;
    if (draft.clock.isNull() && head.isNotice) {
        TRY(auto clocks, m_casework.all<IncidentClock>(incident));
        std::ranges::sort(clocks, {}, [](const auto& one) { return one.value.due; });
        const auto found = std::ranges::find_if(clocks, [&](const Kept<IncidentClock>& one) {
            return one.value.state == ClockState::Running && one.value.party == draft.party
                && (head.regimes.contains(one.value.regime) || (head.isPerCustomer && !draft.party.isNull()));
        });
        if (found != clocks.end()) {
            draft.clock = found->id;
            draft.zone = draft.zone.isEmpty() ? found->value.zone : draft.zone;
        }
    }
    const bool isPrivileged = wish.isPrivileged || head.isPrivileged();
    const Stream stream{incident, isPrivileged ? Compartment::Counsel : Compartment::Team};
    const Id id = Id::make(m_casework.now());
    // One change: a draft is there with all its sections or not at all.
    std::vector<Fact> facts = factsOf(id, draft);
    qint64 position = 0;
    for (const TemplateSection& section : head.sections) {
        if (Template::holds(section.stages, draft.stage)) {
            std::ranges::move(factsOf(DisclosureSection::idFor(id, section.key),
                                      DisclosureSection{.incident = incident,
                                                        .disclosure = id,
                                                        .key = section.key,
                                                        .position = ++position,
                                                        .heading = section.heading,
                                                        .text = section.text,
                                                        .isRemoved = false}),
                              std::back_inserter(facts));
        }
    }
    CHECK_OK(m_casework.journal().append(Draft{stream, u"disclosure.begin"_s, std::move(facts)}));
    return id;
}

Expected<std::vector<Id>> Drafting::beginForCustomers(const Id& incident, const DraftWish& wish)
{
    TRY(const auto rows, deadline::customersOf(m_casework, m_book, incident));
    TRY(const auto standing, drafts(incident));
    std::vector<Id> begun;
    for (const deadline::CustomerRow& row : rows) {
        const bool isThere = std::ranges::any_of(standing, [&](const Kept<Disclosure>& one) {
            return one.value.party == row.party.id && one.value.templateId == wish.templateId;
        });
        const bool isSettled = row.party.value.notice == NoticeState::NotOwed
            || row.owed == deadline::Applicability::Answer::DoesNot;
        if (isThere || isSettled) {
            continue;
        }
        DraftWish one = wish;
        one.party = row.party.id;
        TRY(const Id id, begin(incident, one));
        begun.push_back(id);
    }
    return begun;
}

Expected<Id> Drafting::followUp(const Id& disclosure, const QString& stage)
{
    TRY(const auto before, picture(disclosure));
    const Disclosure& head = before.disclosure.value;
    const Template* form = templateOf(before);
    if (!form) {
        return failure("disclosure.template"_L1,
                       DisclosureText::tr("The template of this draft is not installed here."));
    }
    const QString next = !stage.isEmpty() ? stage : form->stages.contains(u"follow-up"_s) ? u"follow-up"_s : head.stage;
    TRY(const Id id,
        begin(head.incident,
              {.templateId = head.templateId,
               .language = head.language,
               .stage = next,
               .title = u"%1 (%2)"_s.arg(head.title, stageName(next.isEmpty() ? u"follow-up"_s : next)),
               .party = head.party,
               .recipient = head.recipient,
               .channel = head.channel,
               .zone = head.zone,
               .isPrivileged = before.isPrivileged()}));
    TRY(const auto begun, picture(id));
    std::vector<Fact> facts;
    Disclosure after = begun.disclosure.value;
    after.follows = disclosure;
    after.redactions = head.redactions;
    std::ranges::move(factsBetween(id, begun.disclosure.value, after), std::back_inserter(facts));
    for (const Kept<DisclosureSection>& section : begun.sections) {
        if (const Kept<DisclosureSection>* old = before.section(section.value.key)) {
            DisclosureSection taken = section.value;
            taken.text = old->value.text;
            std::ranges::move(factsBetween(section.id, section.value, taken), std::back_inserter(facts));
        }
    }
    CHECK_OK(m_casework.journal().append(Draft{before.disclosure.stream, u"disclosure.follow-up"_s, std::move(facts)}));
    return id;
}

Expected<void> Drafting::setSection(const Id& disclosure, const QString& key, const QString& markup)
{
    TRY(const auto now, m_casework.one<Disclosure>(disclosure));
    const Id id = DisclosureSection::idFor(disclosure, key);
    const auto section = m_casework.one<DisclosureSection>(id);
    if (!section || section->value.isRemoved) {
        TRY(const auto whole, picture(disclosure));
        QStringList keys;
        std::ranges::transform(whole.sections, std::back_inserter(keys), [](const auto& one) { return one.value.key; });
        return failure(
            "disclosure.section"_L1,
            DisclosureText::tr("“%1” has no section \"%2\": %3.").arg(now.value.title, key, keys.join(", "_L1)));
    }
    TRY(const auto text, readMarkup(markup));
    Q_UNUSED(text)
    DisclosureSection after = section->value;
    after.text = markup.trimmed();
    if (after == section->value && section->isContested) {
        // What stands is what shall stand: said once more, it settles the others.
        return m_casework.settle(id, m_casework.journal().schema().field(Table<DisclosureSection>::kind, u"text")->id,
                                 Value(after.text));
    }
    return m_casework.update(id, after, u"disclosure.write"_s);
}

Expected<void> Drafting::setDetails(const Id& disclosure, const Disclosure& after)
{
    if (after.title.trimmed().isEmpty()) {
        return failure("value.empty"_L1, DisclosureText::tr("A draft needs a title."));
    }
    return m_casework.update(disclosure, after, u"disclosure.details"_s);
}

Expected<void> Drafting::redact(const Id& disclosure, const QStringList& added, const QStringList& lifted)
{
    TRY(const auto now, m_casework.one<Disclosure>(disclosure));
    Disclosure after = now.value;
    for (const QString& one : lifted) {
        after.redactions.removeAll(one);
    }
    for (const QString& one : added) {
        const QString text = one.simplified();
        if (text.size() < 2) {
            return failure("value.bad"_L1,
                           DisclosureText::tr("“%1” is too short: it would take out half of the text.").arg(text));
        }
        if (!after.redactions.contains(text)) {
            after.redactions.append(text);
        }
    }
    return m_casework.update(disclosure, after, u"disclosure.redact"_s);
}

Expected<void> Drafting::putBack(const Id& disclosure, const QString& key, qint64 change)
{
    TRY(const auto history, sectionHistory(m_casework, DisclosureSection::idFor(disclosure, key)));
    const auto found = std::ranges::find(history, change, &SectionText::change);
    if (found == history.end()) {
        return failure(
            "disclosure.no-text"_L1,
            DisclosureText::tr("No such text stood in this section; %1 are in the journal.").arg(history.size()));
    }
    return setSection(disclosure, key, found->text);
}

Expected<void> Drafting::strike(const Id& disclosure, const QString& reason)
{
    return m_casework.strike(disclosure, reason);
}

Expected<Id> Drafting::bind(const Id& disclosure, const QString& sentence, const std::vector<Id>& evidence,
                            const QString& why)
{
    TRY(const auto now, picture(disclosure));
    const QString wanted = normalisedSentence(sentence);
    bool stands = false;
    const auto look = [&](const QString& line) {
        for (const QString& one : sentencesOf(line)) {
            stands = stands || normalisedSentence(one) == wanted;
        }
    };
    for (const Kept<DisclosureSection>& section : now.sections) {
        TRY(const auto text, readMarkup(section.value.text));
        for (const QString& line : plainText(text).split(u'\n')) {
            look(line);
            std::ranges::for_each(line.split(" | "_L1), look);
        }
    }
    for (const auto& [name, value] : now.facts.all()) {
        look(value.text);
    }
    if (!stands || wanted.trimmed().isEmpty()) {
        return failure(
            "disclosure.sentence"_L1,
            DisclosureText::tr("This sentence does not stand in the draft. Give it whole, as it is written."));
    }
    if (evidence.empty()) {
        return failure("value.empty"_L1, DisclosureText::tr("Say which evidence carries the sentence."));
    }
    for (const Id& id : evidence) {
        TRY(const auto one, m_casework.one<Evidence>(id));
        Q_UNUSED(one)
    }
    return m_casework.add(now.disclosure.value.incident,
                          DisclosureClaim{.incident = {},
                                          .disclosure = disclosure,
                                          .sentence = sentence.trimmed(),
                                          .evidence = evidence,
                                          .why = why.trimmed(),
                                          .boundBy = m_casework.journal().user(),
                                          .boundAt = m_casework.now(),
                                          .isWithdrawn = false,
                                          .named = {}},
                          now.disclosure.stream.compartment);
}

Expected<Id> Drafting::letName(const Id& disclosure, const QString& sentence, const QString& why)
{
    if (why.trimmed().isEmpty()) {
        return failure("value.empty"_L1, DisclosureText::tr("Say why another customer may be named to this one."));
    }
    TRY(const auto now, picture(disclosure));
    TRY(const auto sentences, namingSentences(now));
    std::vector<Id> named;
    for (const NamingSentence& one : sentences) {
        if (normalisedSentence(one.text) == normalisedSentence(sentence)) {
            std::ranges::transform(one.named, std::back_inserter(named), &Naming::party);
        }
    }
    if (named.empty()) {
        return failure(
            "disclosure.sentence"_L1,
            DisclosureText::tr("No such sentence names another customer. Give it whole, as the check does."));
    }
    return m_casework.add(now.disclosure.value.incident,
                          DisclosureClaim{.incident = {},
                                          .disclosure = disclosure,
                                          .sentence = sentence.trimmed(),
                                          .evidence = {},
                                          .why = why.trimmed(),
                                          .boundBy = m_casework.journal().user(),
                                          .boundAt = m_casework.now(),
                                          .isWithdrawn = false,
                                          .named = std::move(named)},
                          now.disclosure.stream.compartment);
}

Expected<void> Drafting::unbind(const Id& claim)
{
    TRY(const auto kept, m_casework.one<DisclosureClaim>(claim));
    DisclosureClaim after = kept.value;
    after.isWithdrawn = true;
    return m_casework.update(claim, after);
}

Expected<Id> Drafting::comment(const Id& disclosure, const QString& key, const QString& quote, const QString& text)
{
    if (text.trimmed().isEmpty()) {
        return failure("value.empty"_L1, DisclosureText::tr("Write what you want to say."));
    }
    TRY(const auto now, m_casework.one<Disclosure>(disclosure));
    const Id about = key.isEmpty() ? disclosure : DisclosureSection::idFor(disclosure, key);
    if (!key.isEmpty()) {
        TRY(const auto section, m_casework.one<DisclosureSection>(about));
        Q_UNUSED(section)
    }
    Comment comment;
    comment.about = about;
    comment.text = text.trimmed();
    comment.quote = quote.trimmed();
    return m_casework.add(now.value.incident, std::move(comment), now.stream.compartment);
}

Expected<Id> Drafting::suggest(const Id& disclosure, const QString& key, const QString& excerpt,
                               const QString& replacement, const QString& why)
{
    const Id id = DisclosureSection::idFor(disclosure, key);
    TRY(const auto section, m_casework.one<DisclosureSection>(id));
    const auto count = excerpt.isEmpty() ? 0 : section.value.text.count(excerpt);
    if (count != 1) {
        return failure(
            "disclosure.excerpt"_L1,
            count == 0
                ? DisclosureText::tr("These words do not stand in the section.")
                : DisclosureText::tr("These words stand there %1 times: take some more around them.").arg(count));
    }
    return m_casework.add(section.value.incident,
                          DisclosureSuggestion{.incident = {},
                                               .disclosure = disclosure,
                                               .section = id,
                                               .excerpt = excerpt,
                                               .replacement = replacement,
                                               .why = why.trimmed(),
                                               .suggestedBy = m_casework.journal().user(),
                                               .suggestedAt = m_casework.now(),
                                               .outcome = {}},
                          section.stream.compartment);
}

Expected<void> Drafting::decideSuggestion(const Id& suggestion, bool isAccepted)
{
    TRY(const auto kept, m_casework.one<DisclosureSuggestion>(suggestion));
    if (!kept.value.outcome.isEmpty()) {
        return failure("disclosure.excerpt"_L1, DisclosureText::tr("This suggestion has been decided already."));
    }
    std::vector<Fact> facts;
    if (isAccepted) {
        TRY(const auto section, m_casework.one<DisclosureSection>(kept.value.section));
        if (section.value.text.count(kept.value.excerpt) != 1) {
            return failure("disclosure.excerpt"_L1,
                           DisclosureText::tr("The words that it would replace have been changed meanwhile."));
        }
        DisclosureSection after = section.value;
        after.text.replace(kept.value.excerpt, kept.value.replacement);
        TRY(const auto text, readMarkup(after.text));
        Q_UNUSED(text)
        facts = factsBetween(section.id, section.value, after);
    }
    DisclosureSuggestion after = kept.value;
    after.outcome = isAccepted ? u"accepted"_s : u"rejected"_s;
    std::ranges::move(factsBetween(suggestion, kept.value, after), std::back_inserter(facts));
    CHECK_OK(m_casework.journal().append(Draft{kept.stream, u"disclosure.suggestion"_s, std::move(facts)}));
    return {};
}

Expected<Id> Drafting::submit(const Id& disclosure)
{
    TRY(const auto now, picture(disclosure));
    if (now.isPrivileged()) {
        return std::unexpected(privilegedError());
    }
    TRY(const auto found, check(now));
    if (!found.isOk()) {
        const auto count = std::ranges::count_if(found.findings, &Finding::stops);
        return failure("disclosure.not-ready"_L1,
                       DisclosureText::tr("%1 things stop this text; the first: %2 %3")
                           .arg(count)
                           .arg(found.findings.front().reason, found.findings.front().text));
    }
    if (now.disclosure.value.recipient.trimmed().isEmpty()) {
        return failure("value.empty"_L1, DisclosureText::tr("Say to whom it goes: a signature is for one recipient."));
    }
    const Template* head = templateOf(now);
    DisclosureVersion version;
    version.incident = now.disclosure.value.incident;
    version.disclosure = disclosure;
    version.number = now.versions.empty() ? 1 : now.versions.front().value.number + 1;
    version.title = DisclosureText::tr("“%1”, version %2").arg(now.disclosure.value.title).arg(version.number);
    version.document = writeMarkup(now.filled());
    version.recipient = now.disclosure.value.recipient;
    version.channel = now.disclosure.value.channel;
    version.facts = factTexts(now);
    constexpr qsizetype shown = 12;
    const QString reviewed = found.reviewedBy.isEmpty() ? u"unreviewed"_s : u"reviewed by "_s + found.reviewedBy;
    version.rules = u"%1 %2 %3; claims %4, %5; releases %6"_s.arg(
        head->id, head->version, QString::fromLatin1(QByteArray(head->hash).toHex().left(shown)),
        m_shelf.claims.version(), reviewed, m_shelf.releases.version());
    version.release = head->release;
    version.source = now.source();
    for (const Finding& one : found.findings) {
        version.warnings.append(u"%1: %2"_s.arg(one.reason, one.text));
    }
    version.submittedBy = m_casework.journal().user();
    version.submittedAt = now.readAt; // the time of writing that the text states
    const Id id = Id::make(m_casework.now());
    CHECK_OK(
        m_casework.journal().append(Draft{now.disclosure.stream, u"disclosure.submit"_s, factsOf(id, version), true}));
    return id;
}

Expected<Kept<DisclosureVersion>> Drafting::current(const Picture& picture)
{
    if (picture.isPrivileged()) {
        return std::unexpected(privilegedError());
    }
    if (picture.disclosure.value.isStruck) {
        return failure("disclosure.void"_L1,
                       DisclosureText::tr("This draft was struck: %1 Begin a new one.")
                           .arg(picture.disclosure.value.struckReason));
    }
    const Kept<DisclosureVersion>* newest = picture.newest();
    if (!newest) {
        return failure("disclosure.not-submitted"_L1,
                       DisclosureText::tr("This text has not been put up for approval yet."));
    }
    if (picture.isEdited) {
        return std::unexpected(voidError());
    }
    return *newest;
}

Expected<Kept<DisclosureVersion>> Drafting::approved(const Picture& picture)
{
    TRY(auto version, current(picture));
    if (!picture.missing.isEmpty()) {
        return failure("disclosure.not-approved"_L1,
                       DisclosureText::tr("It is not approved: %1 has not signed.").arg(picture.missing.join(", "_L1)));
    }
    return version;
}

Expected<Kept<DisclosureVersion>> Drafting::released(const Picture& picture)
{
    TRY(auto version, approved(picture));
    if (!picture.moved.empty()) {
        const MovedFact& one = picture.moved.front();
        return failure("disclosure.moved"_L1,
                       DisclosureText::tr("“%1” was “%2” when this was approved and is “%3” now. Put it up again, so "
                                          "that what is signed is what holds.")
                           .arg(FactSheet::labelOf(one.name), one.before, one.now));
    }
    return version;
}

Expected<std::vector<Kept<RoleLoan>>> Drafting::loans(const Id& incident) const
{
    TRY(auto all, m_casework.all<RoleLoan>(incident));
    const qint64 now = m_casework.now();
    std::erase_if(all, [now](const Kept<RoleLoan>& one) {
        return one.value.isEnded || one.value.from > now || one.value.until <= now;
    });
    return all;
}

Expected<Id> Drafting::approve(const Id& disclosure, const Credential& again)
{
    TRY(const auto now, picture(disclosure));
    TRY(const auto version, current(now));
    const Id user = m_casework.journal().user();
    TRY(const auto writers, authors(now));
    if (std::ranges::find(writers, user) != writers.end()) {
        return failure(
            "disclosure.author"_L1,
            DisclosureText::tr("You have written in this text or put it up: somebody else has to approve it."));
    }
    if (std::ranges::any_of(now.approvals, [&](const auto& one) { return one.value.approvedBy == user; })) {
        return failure("disclosure.role"_L1, DisclosureText::tr("You have approved this version already."));
    }
    DisclosureApproval approval;
    TRY(const auto as, signingOf(now));
    if (!as) {
        return failure(
            "disclosure.role"_L1,
            now.missing.isEmpty()
                ? DisclosureText::tr("All signatures that it needs are there.")
                : DisclosureText::tr("Your signature is not one that is missing: %1.").arg(now.missing.join(", "_L1)));
    }
    approval.incident = version.value.incident;
    approval.disclosure = disclosure;
    approval.version = version.id;
    approval.title = DisclosureText::tr("%1, as %2").arg(version.value.title, roleName(as->role));
    approval.loan = as->loan;
    // A lent role is not the borrower's to write: which it is stands with the loan, which only its holder could write.
    const bool isOwn = approval.loan.isNull();
    approval.asLegal = isOwn && as->role == Role::Legal;
    approval.asCompliance = isOwn && as->role == Role::Compliance;
    approval.asExecutive = isOwn && as->role == Role::Executive;
    approval.approvedBy = user;
    approval.approvedAt = m_casework.now();
    const Id id = Id::make(approval.approvedAt);
    TRY(approval.signature,
        m_casework.journal().vault().signAsUser(approval.signedMessage(id, version.value.contentHash()), again));
    std::vector<Fact> facts = factsOf(id, approval);
    // Roles that are not signed in are not written: the journal lets only their holders do that.
    std::erase_if(facts, [](const Fact& fact) { return fact.value == Value(false); });
    CHECK_OK(
        m_casework.journal().append(Draft{now.disclosure.stream, u"disclosure.approve"_s, std::move(facts), true}));
    return id;
}

Expected<std::optional<Drafting::Signing>> Drafting::signingOf(const Picture& picture) const
{
    const Kept<DisclosureVersion>* newest = picture.newest();
    const Release* release = newest ? m_shelf.releases.find(newest->value.release) : nullptr;
    if (!release) {
        return std::nullopt;
    }
    const Journal& journal = m_casework.journal();
    const Roles own = journal.roles();
    for (const Role role : signingRoles()) {
        if (own.has(role) && release->wants(role, picture.given)) {
            return Signing{role, {}};
        }
    }
    TRY(const auto lent, loans(newest->value.incident));
    for (const Kept<RoleLoan>& one : lent) {
        const Role role = lentRole(one.value);
        if (one.value.borrower == journal.user() && release->wants(role, picture.given)) {
            return Signing{role, one.id};
        }
    }
    return std::nullopt;
}

Expected<bool> Drafting::waitsForMe(const Picture& picture) const
{
    if (picture.stand != Stand::Submitted || picture.isPrivileged()) {
        return false;
    }
    const Id me = m_casework.journal().user();
    if (std::ranges::any_of(picture.approvals, [&](const auto& one) { return one.value.approvedBy == me; })) {
        return false;
    }
    TRY(const auto as, signingOf(picture));
    if (!as) {
        return false;
    }
    TRY(const auto writers, authors(picture));
    return std::ranges::find(writers, me) == writers.end();
}

std::optional<Role> Drafting::roleOf(const DisclosureApproval& approval) const
{
    if (approval.isBreakGlass) {
        return std::nullopt;
    }
    if (!approval.loan.isNull()) {
        const auto loan = m_casework.one<RoleLoan>(approval.loan);
        return loan ? std::optional(lentRole(loan->value)) : std::nullopt;
    }
    return approval.asLegal     ? std::optional(Role::Legal)
        : approval.asCompliance ? std::optional(Role::Compliance)
        : approval.asExecutive  ? std::optional(Role::Executive)
                                : std::nullopt;
}

bool Drafting::isRunningOut(const Picture& picture) const
{
    if (picture.disclosure.value.clock.isNull()) {
        return false;
    }
    const auto clock = m_casework.one<IncidentClock>(picture.disclosure.value.clock);
    constexpr qint64 part = 4; // a quarter
    return clock && clock->value.due > clock->value.start
        && (clock->value.due - m_casework.now()) * part < clock->value.due - clock->value.start;
}

QString Drafting::hint(const Picture& picture) const
{
    if (!isRunningOut(picture) || picture.stand == Stand::Sent) {
        return {};
    }
    const Template* head = templateOf(picture);
    const bool mayBePhased = head && std::ranges::any_of(head->elements, &Element::isPhased);
    QString hint = DisclosureText::tr("Less than a quarter of the time is left.");
    if (mayBePhased && picture.stand != Stand::Approved) {
        hint += u' '
            + DisclosureText::tr("What is not known may follow later: mark it so and send an incomplete text in time.");
    }
    if (picture.stand == Stand::Submitted) {
        hint += u' '
            + DisclosureText::tr(
                  "Where nobody who signs (%1) can be reached, it may be released by breaking the glass.")
                  .arg(picture.missing.join(", "_L1));
    }
    return hint;
}

Expected<Id> Drafting::breakGlass(const Id& disclosure, const QString& reason, const Credential& again)
{
    if (reason.trimmed().isEmpty()) {
        return failure("value.empty"_L1, DisclosureText::tr("Say whom you tried to reach, and why it cannot wait."));
    }
    TRY(const auto now, picture(disclosure));
    TRY(const auto version, current(now));
    if (!isRunningOut(now)) {
        return failure("disclosure.break-glass"_L1,
                       DisclosureText::tr("The glass is broken only for a text that answers a clock of which less than "
                                          "a quarter is left."));
    }
    if (now.missing.isEmpty()) {
        return failure("disclosure.role"_L1, DisclosureText::tr("All signatures that it needs are there."));
    }
    constexpr Roles may = command | Role::Legal | Role::Compliance | Role::Executive;
    if (!m_casework.journal().roles().meets(may)) {
        return failure("disclosure.role"_L1,
                       DisclosureText::tr("Only the incident commander, the deputy and those who may sign break the "
                                          "glass."));
    }
    DisclosureApproval approval;
    approval.incident = version.value.incident;
    approval.disclosure = disclosure;
    approval.version = version.id;
    approval.title = DisclosureText::tr("%1 without %2, by breaking the glass: %3")
                         .arg(version.value.title, now.missing.join(", "_L1), reason.trimmed());
    approval.isBreakGlass = true;
    approval.reason = reason.trimmed();
    approval.approvedBy = m_casework.journal().user();
    approval.approvedAt = m_casework.now();
    const Id id = Id::make(approval.approvedAt);
    TRY(approval.signature,
        m_casework.journal().vault().signAsUser(approval.signedMessage(id, version.value.contentHash()), again));
    std::vector<Fact> facts = factsOf(id, approval);
    std::erase_if(facts, [](const Fact& fact) { return fact.value == Value(false); });
    constexpr qint64 reviewHours = 24;
    Task review;
    review.incident = approval.incident;
    review.title = DisclosureText::tr("Review the release without signatures: %1").arg(version.value.title);
    review.detail = approval.reason;
    review.lane = Role::Legal;
    review.phase = Phase::Disclose;
    review.due = approval.approvedAt + reviewHours * hour;
    std::ranges::move(factsOf(Id::make(approval.approvedAt), review), std::back_inserter(facts));
    CHECK_OK(
        m_casework.journal().append(Draft{now.disclosure.stream, u"disclosure.break-glass"_s, std::move(facts), true}));
    return id;
}

Expected<void> Drafting::withdrawApproval(const Id& approval, const QString& reason)
{
    if (reason.trimmed().isEmpty()) {
        return failure("value.empty"_L1, DisclosureText::tr("Say why."));
    }
    TRY(const auto kept, m_casework.one<DisclosureApproval>(approval));
    if (kept.value.approvedBy != m_casework.journal().user()) {
        return failure("disclosure.role"_L1, DisclosureText::tr("Only who signed takes a signature back."));
    }
    DisclosureApproval after = kept.value;
    after.isWithdrawn = true;
    after.withdrawnReason = reason.trimmed();
    return m_casework.update(approval, after);
}

Expected<Id> Drafting::lend(const Id& incident, Role role, const Id& borrower, qint64 until, const QString& reason)
{
    const Journal& journal = m_casework.journal();
    if (std::ranges::find(signingRoles(), role) == signingRoles().end() || !journal.roles().has(role)) {
        return failure("disclosure.role"_L1,
                       DisclosureText::tr("You can lend a role that signs (legal, compliance, executive) and that is "
                                          "yours."));
    }
    const auto members = journal.members();
    if (borrower == journal.user()
        || std::ranges::none_of(members, [&](const auto& one) { return one.id == borrower; })) {
        return failure("disclosure.role"_L1, DisclosureText::tr("Lend it to another member."));
    }
    constexpr qint64 longest = 14 * 24 * hour;
    if (until <= m_casework.now() || until > m_casework.now() + longest) {
        return failure("value.bad"_L1, DisclosureText::tr("A role is lent until a time within the next two weeks."));
    }
    if (reason.trimmed().isEmpty()) {
        return failure("value.empty"_L1, DisclosureText::tr("Say why."));
    }
    RoleLoan loan{
        .incident = incident,
        .title = DisclosureText::tr("%1 to %2, until %3: %4")
                     .arg(roleName(role), journal.nameOf(borrower), instantText(until, {}, u"en"_s), reason.trimmed()),
        .ofLegal = role == Role::Legal,
        .ofCompliance = role == Role::Compliance,
        .ofExecutive = role == Role::Executive,
        .lender = journal.user(),
        .borrower = borrower,
        .from = m_casework.now(),
        .until = until,
        .reason = reason.trimmed(),
        .isEnded = false};
    const Id id = Id::make(loan.from);
    std::vector<Fact> facts = factsOf(id, loan);
    std::erase_if(facts, [](const Fact& fact) { return fact.value == Value(false); });
    CHECK_OK(m_casework.journal().append(Draft{{incident, Compartment::Team}, u"role.lend"_s, std::move(facts), true}));
    return id;
}

Expected<deadline::Submission> Drafting::recordSending(const Id& disclosure, const SendWish& wish)
{
    TRY(const auto now, picture(disclosure));
    TRY(const auto version, approved(now));
    if (!now.moved.empty() && wish.despite.trimmed().isEmpty()) {
        return failure(
            "disclosure.moved"_L1,
            DisclosureText::tr("“%1” was “%2” when this was approved and is “%3” now. Put it up again, or say "
                               "why it went out as it was.")
                .arg(FactSheet::labelOf(now.moved.front().name), now.moved.front().before, now.moved.front().now));
    }
    const qint64 at = wish.at.value_or(m_casework.now());
    if (at > m_casework.now() || at < version.value.submittedAt) {
        return failure("value.bad"_L1,
                       DisclosureText::tr("It was sent after it was put up for approval, and not in the future."));
    }
    const Id& clock = now.disclosure.value.clock;
    bool runs = false;
    if (!clock.isNull()) {
        TRY(const auto kept, m_casework.one<IncidentClock>(clock));
        runs = kept.value.state == ClockState::Running || kept.value.state == ClockState::Missed;
        if (runs) {
            CHECK_OK(deadline::checkSubmission(m_book, kept.value, at, wish.reasons, m_casework.now()));
        }
    }
    QStringList notes;
    for (const QString& note : {wish.reasons.trimmed(), wish.despite.trimmed()}) {
        if (!note.isEmpty()) {
            notes.append(note);
        }
    }
    DisclosureSending sending{
        .incident = version.value.incident,
        .disclosure = disclosure,
        .version = version.id,
        .title = DisclosureText::tr("%1, to %2").arg(version.value.title, version.value.recipient),
        .recipient = version.value.recipient,
        .channel = version.value.channel,
        .sentAt = at,
        .reference = wish.reference.trimmed(),
        .receipt = wish.receipt,
        .note = notes.join(u' '),
        .recordedBy = m_casework.journal().user()};
    TRY(const Id id, m_casework.add(version.value.incident, sending, now.disclosure.stream.compartment));
    Q_UNUSED(id)
    if (runs) {
        return deadline::Duties(m_casework, m_book).submit(clock, at, wish.reasons);
    }
    const Template* head = templateOf(now);
    if (!now.disclosure.value.party.isNull() && (!head || head->isNotice)) {
        CHECK_OK(deadline::setNotice(
            m_casework, m_book, {now.disclosure.value.party},
            {.state = NoticeState::Sent, .at = at, .note = sending.reference, .reasons = wish.reasons.trimmed()}));
    }
    return deadline::Submission{};
}

Expected<Outgoing> Drafting::outgoing(const Picture& picture, std::optional<qint64> version, bool isRedacted) const
{
    if (picture.isPrivileged()) {
        return std::unexpected(privilegedError());
    }
    const Disclosure& head = picture.disclosure.value;
    const bool isGerman = head.language == "de"_L1;
    const FactValue* organisation = picture.facts.find(u"org.name"_s);
    Outgoing result{.title = head.title,
                    .organisation = organisation && organisation->isKnown ? organisation->text : QString(),
                    .language = head.language,
                    .date = m_casework.now(),
                    .banner = {},
                    .text = {}};
    bool isApproved = false;
    if (version) {
        const auto found = std::ranges::find(picture.versions, *version,
                                             [](const auto& one) { return one.value.number; });
        if (found == picture.versions.end()) {
            return failure("disclosure.no-version"_L1,
                           DisclosureText::tr("There is no version %1; %2 were put up for approval.")
                               .arg(*version)
                               .arg(picture.versions.size()));
        }
        TRY(result.text, readMarkup(found->value.document));
        result.date = found->value.submittedAt;
        const bool isNewest = found == picture.versions.begin();
        const bool wasSent = std::ranges::any_of(picture.sendings,
                                                 [&](const auto& one) { return one.value.version == found->id; });
        isApproved = wasSent || (isNewest && picture.missing.isEmpty());
    } else {
        result.text = picture.filled();
    }
    if (!isApproved) {
        result.banner = isGerman ? u"Entwurf. Nicht freigegeben."_s : u"Draft. Not approved."_s;
    }
    if (isRedacted) {
        result.text = redacted(std::move(result.text), head.redactions);
        result.title = plainText(redacted({{{.spans = {{.text = result.title}}}}}, head.redactions));
    }
    return result;
}

Expected<void> Drafting::noteExport(const Picture& picture, const QString& title, const QString& format,
                                    const Bytes& hash)
{
    TRY([[maybe_unused]] const NotedIn where,
        noteLeaving(m_casework, picture.disclosure.value.incident,
                    DisclosureText::tr("“%1” exported as %2, SHA-256 %3.")
                        .arg(title, format, QString::fromLatin1(QByteArray(hash).toHex())),
                    picture.disclosure.stream.compartment));
    return {};
}

bool Drafting::isSignatureValid(const Kept<DisclosureApproval>& approval) const
{
    const auto version = m_casework.one<DisclosureVersion>(approval.value.version);
    if (!version) {
        return false;
    }
    const Journal& journal = m_casework.journal();
    if (!isSignatureOf(journal, approval.id, *journal.schema().field(Table<DisclosureApproval>::kind, u"signature"),
                       approval.value.approvedBy,
                       approval.value.signedMessage(approval.id, version->value.contentHash()),
                       approval.value.signature)) {
        return false;
    }
    if (approval.value.loan.isNull()) {
        return true;
    }
    const auto loan = m_casework.one<RoleLoan>(approval.value.loan);
    return loan && loan->value.borrower == approval.value.approvedBy && loan->value.from <= approval.value.approvedAt
        && approval.value.approvedAt < loan->value.until;
}

} // namespace bulkhead::disclosure
