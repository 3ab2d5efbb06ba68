#include "ui/clocks/customerdialogs.h"

#include "models/incident/countrange.h"
#include "models/incident/session.h"
#include "ui/common/fields.h"
#include "ui/common/momentedit.h"
#include "ui/common/timetext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBrowser>
#include <QTimeZone>
#include <QTimer>

#include <algorithm>
#include <ranges>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int customerWidth = 540;

/// Stands for "as it is" where many are edited at once.
const QVariant& asItIs()
{
    static const QVariant value(u"\x1f"_s);
    return value;
}
} // namespace

CustomerDialog::CustomerDialog(const CustomersPicture& picture, const std::vector<Kept<Party>>& parties, qint64 now,
                               QWidget* parent)
    : FormDialog(parties.empty()           ? tr("Add a customer")
                     : parties.size() == 1 ? tr("Customer")
                                           : tr("%n customer(s)", nullptr, static_cast<int>(parties.size())),
                 parties.empty() ? tr("Add") : tr("Save"), parent)
    , m_isMany(parties.size() > 1)
    , m_now(now)
{
    setObjectName(u"customerDialog"_s);
    setMinimumWidth(customerWidth);
    const Party before = parties.size() == 1 ? parties.front().value : Party();
    if (m_isMany) {
        setIntroduction(tr("What is left as it is stays as it is with each of them."));
    } else {
        m_name = makeLine(u"name"_s, before.name);
        m_tenant = makeLine(u"tenant"_s, before.tenant);
        addRow(tr("&Name"), m_name);
        addRow(tr("&Tenant"), m_tenant, tr("Their key in our systems, as samples and CRM call it."));
    }
    m_role = makeBox(u"role"_s,
                     {{tr("unknown"), QString()},
                      {tr("We are processor"), u"processor"_s},
                      {tr("We are controller"), u"controller"_s},
                      {tr("Both"), u"both"_s}},
                     before.ourRole);
    addRow(tr("Our &role"), m_role);
    std::vector<std::pair<QString, QVariant>> clauses{{tr("none known"), QVariant::fromValue(Id())}};
    for (const Kept<ContractClause>& one : picture.clauses) {
        clauses.emplace_back(one.value.hours > 0 ? tr("%1 (%2 h)").arg(one.value.name).arg(one.value.hours)
                                                 : one.value.name,
                             QVariant::fromValue(one.id));
    }
    m_clause = makeBox(u"clause"_s, clauses, QVariant::fromValue(before.clause));
    addRow(tr("C&lause"), m_clause, tr("Clauses are entered once, in Settings, Contracts."));
    m_country = makeLine(u"country"_s, before.country);
    addRow(tr("C&ountry"), m_country, tr("DE, or DE-BY."));
    m_zone = new QComboBox(this);
    m_zone->setObjectName(u"zone"_s);
    m_zone->addItem(QString());
    for (const QByteArray& id : QTimeZone::availableTimeZoneIds()) {
        m_zone->addItem(QString::fromLatin1(id));
    }
    makeSearchable(m_zone);
    m_zone->setEditText(before.zone);
    addRow(tr("Time &zone"), m_zone, tr("In which their clocks are counted; without one, UTC."));
    m_channel = makeLine(u"channel"_s, before.channel);
    addRow(tr("C&hannel"), m_channel, tr("How they want to be told; empty: as the clause says."));
    if (!m_isMany) {
        m_contact = makeLine(u"contact"_s, before.contact);
        m_records = makeLine(u"records"_s, before.records);
        m_records->setPlaceholderText(tr("120..200; estimate; sample of 40 rows"));
        m_note = proseField(u"note"_s, this);
        m_note->setPlainText(before.note);
        addRow(tr("&Contact"), m_contact);
        addRow(tr("Affected recor&ds"), m_records, tr("A number or range; its basis; how it was found."));
        addRow(tr("No&te"), m_note);
    }
    setValidator([this] {
        Party wanted = applied({});
        if (m_isMany) {
            wanted.name = u"x"_s;
            wanted.kind = u"account"_s;
        }
        if (m_records != nullptr && !m_records->text().trimmed().isEmpty()) {
            if (const auto count = CountRange::read(m_records->text(), 0); !count) {
                return count.error().message;
            }
        }
        return timeline::whyNoParty(wanted);
    });
}

QComboBox* CustomerDialog::makeBox(const QString& name, const std::vector<std::pair<QString, QVariant>>& entries,
                                   const QVariant& chosen)
{
    auto* box = new QComboBox(this);
    box->setObjectName(name);
    if (m_isMany) {
        box->addItem(tr("as it is"), asItIs());
    }
    for (const auto& [text, value] : entries) {
        box->addItem(text, value);
        if (!m_isMany && value == chosen) {
            box->setCurrentIndex(box->count() - 1);
        }
    }
    return box;
}

QLineEdit* CustomerDialog::makeLine(const QString& name, const QString& text)
{
    auto* line = new QLineEdit(text, this);
    line->setObjectName(name);
    line->setMaxLength(500);
    if (m_isMany) {
        line->setPlaceholderText(tr("as it is"));
    }
    return line;
}

Party CustomerDialog::applied(Party party) const
{
    const auto put = [this](QString& member, const QString& text) {
        if (!m_isMany || !text.trimmed().isEmpty()) {
            member = text.simplified();
        }
    };
    if (party.kind.isEmpty()) {
        party.kind = u"account"_s;
    }
    if (m_role->currentData() != asItIs()) {
        party.ourRole = m_role->currentData().toString();
    }
    if (m_clause->currentData() != asItIs()) {
        party.clause = m_clause->currentData().value<Id>();
    }
    put(party.country, m_country->text().toUpper());
    put(party.zone, m_zone->currentText());
    put(party.channel, m_channel->text());
    if (!m_isMany) {
        put(party.name, m_name->text());
        put(party.tenant, m_tenant->text());
        put(party.contact, m_contact->text());
        const auto count = CountRange::read(m_records->text(), m_now);
        party.records = count ? count->text() : QString();
        party.note = m_note->toPlainText().trimmed();
    }
    return party;
}

BulkClocksDialog::BulkClocksDialog(const RoomContext& context, const Id& incident, const CustomersPicture& picture,
                                   const std::vector<Id>& chosen, QWidget* parent)
    : FormDialog(tr("Start the clocks of notices"), tr("Start"), parent)
    , m_context(context)
    , m_incident(incident)
    , m_book(picture.book)
    , m_chosen(chosen)
    , m_onlyChosen(new QCheckBox(tr("Only the %n chosen", nullptr, static_cast<int>(chosen.size())), this))
    , m_owner(memberBox(picture.members, {}, this))
    , m_why(proseField(u"why"_s, this))
    , m_plan(new QTextBrowser(this))
    , m_timer(new QTimer(this))
{
    setObjectName(u"bulkClocksDialog"_s);
    constexpr int width = 640;
    setMinimumWidth(width);
    setIntroduction(tr("For all customers to whom a notice is owed or may be, or the chosen ones, under their clauses, "
                       "else under the law."));
    m_onlyChosen->setObjectName(u"onlyChosen"_s);
    m_onlyChosen->setChecked(chosen.size() > 1);
    m_onlyChosen->setVisible(!chosen.empty());
    if (!chosen.empty()) {
        addRow(QString(), m_onlyChosen);
    }
    connect(m_onlyChosen, &QCheckBox::toggled, m_timer, qOverload<>(&QTimer::start));
    QStringList needed;
    for (const deadline::CustomerRow& row : picture.rows) {
        needed.append(row.clause && row.clause->value.hours > 0 ? row.clause->value.starts : u"processor_aware"_s);
    }
    needed.removeDuplicates();
    needed.sort();
    static const std::map<QString, const char*> hints{
        {u"suspected"_s, QT_TR_NOOP("Empty: the detection stands in for it.")},
        {u"processor_aware"_s, QT_TR_NOOP("Empty: the awareness stands in for it.")}};
    for (const QString& event : needed) {
        auto* edit = new MomentEdit(valueText(event), true, this);
        edit->setObjectName(event);
        const auto known = picture.events.find(event);
        edit->setMoment(known == picture.events.end() ? std::nullopt : std::optional(known->second));
        const auto hint = hints.find(event);
        addRow(valueText(event), edit, hint == hints.end() ? QString() : tr(hint->second));
        connect(edit, &MomentEdit::changed, m_timer, qOverload<>(&QTimer::start));
        m_events.emplace_back(event, edit);
    }
    m_owner->setObjectName(u"owner"_s);
    addRow(tr("&Owner"), m_owner);
    addRow(tr("Wh&y"), m_why);
    m_plan->setObjectName(u"plan"_s);
    m_plan->setAccessibleName(tr("What would start"));
    constexpr int height = 190;
    m_plan->setMinimumHeight(height);
    addWidget(m_plan);
    constexpr int settles = 150;
    m_timer->setSingleShot(true);
    m_timer->setInterval(settles);
    connect(m_timer, &QTimer::timeout, this, &BulkClocksDialog::refresh);
    setValidator([this] {
        for (const auto& [event, edit] : m_events) {
            if (const QString problem = edit->problem(); !problem.isEmpty()) {
                return problem;
            }
        }
        return m_startable == 0 ? tr("No clock can be started this way: see below why.") : QString();
    });
    refresh();
}

deadline::BulkWish BulkClocksDialog::wish() const
{
    deadline::BulkWish wish{.parties = m_onlyChosen->isChecked() ? m_chosen : std::vector<Id>(),
                            .why = m_why->toPlainText().trimmed()};
    for (const auto& [event, edit] : m_events) {
        if (const auto at = edit->moment()) {
            wish.events.insert_or_assign(event, *at);
        }
    }
    wish.owner = m_owner->currentData().value<Id>();
    return wish;
}

void BulkClocksDialog::refresh()
{
    m_context.session.read(
        this,
        [incident = m_incident, book = m_book, wished = wish()](Casework& casework) {
            return deadline::planFor(casework, *book, incident, wished);
        },
        [this, ticket = m_read.next()](const Expected<std::vector<deadline::BulkClock>>& plan) {
            if (!m_read.isCurrent(ticket)) {
                return;
            }
            if (plan) {
                show(*plan);
            } else {
                m_startable = 0;
                m_plan->setPlainText(plan.error().message);
            }
        });
}

void BulkClocksDialog::show(const std::vector<deadline::BulkClock>& plan)
{
    m_startable = std::ranges::count_if(plan, [](const auto& one) { return one.preview.has_value(); });
    QString html = u"<table cellspacing=\"0\" cellpadding=\"3\">"_s;
    constexpr std::size_t shown = 200;
    for (const deadline::BulkClock& one : plan | std::views::take(shown)) {
        const QString what = one.preview && one.preview->computation.target
            ? tr("due %1 · %2").arg(timetext::moment(*one.preview->computation.target), one.wish.regime)
            : one.problem;
        html += u"<tr><td><b>%1</b>&nbsp;&nbsp;</td><td>%2</td></tr>"_s.arg(one.customer.toHtmlEscaped(),
                                                                            what.toHtmlEscaped());
    }
    html += "</table>"_L1;
    if (plan.size() > shown) {
        html += u"<p>%1</p>"_s.arg(tr("… and %1 more").arg(plan.size() - shown).toHtmlEscaped());
    }
    if (plan.empty()) {
        html = u"<p>%1</p>"_s.arg(tr("No notice is owed to anybody that is not settled.").toHtmlEscaped());
    }
    m_plan->setHtml(html);
    mainButton()->setText(m_startable > 0 ? tr("Start %n clock(s)", nullptr, static_cast<int>(m_startable))
                                          : tr("Start"));
}

NoticeDialog::NoticeDialog(int customers, qint64 now, bool hasLate, QWidget* parent)
    : FormDialog(tr("Notice to %n customer(s)", nullptr, customers), tr("Record"), parent)
    , m_state(new QComboBox(this))
    , m_at(new MomentEdit(tr("Sent"), true, this))
    , m_note(proseField(u"note"_s, this))
    , m_reasons(proseField(u"reasons"_s, this))
{
    setObjectName(u"noticeDialog"_s);
    setMinimumWidth(customerWidth);
    m_state->setObjectName(u"state"_s);
    for (const NoticeState state : {NoticeState::Sent, NoticeState::Acknowledged, NoticeState::Planned,
                                    NoticeState::NotOwed, NoticeState::Undecided}) {
        m_state->addItem(valueText(deadline::noticeName(state)), static_cast<int>(state));
    }
    addRow(tr("&Notice"), m_state, tr("Sent: clocks that run for them end as submitted then."));
    m_at->setObjectName(u"at"_s);
    m_at->setMoment(now);
    addRow(tr("Sent &at"), m_at, tr("Of one that is acknowledged: needed only where nobody said when it was sent."));
    addRow(tr("Re&ference"), m_note, tr("Of what was sent; of a notice that is not owed, the reasons."));
    addRow(tr("Reasons for the &delay"), m_reasons,
           hasLate ? tr("Needed: a clock of theirs was due before now.") : tr("Needed where a clock was due before."));
    setValidator([this] {
        const deadline::NoticeWish wanted = wish();
        if (const QString problem = m_at->problem(); !problem.isEmpty()) {
            return problem;
        }
        if (wanted.state == NoticeState::Sent && !wanted.at) {
            return tr("Say when the notice was sent.");
        }
        return wanted.state == NoticeState::NotOwed && wanted.note.isEmpty() ? tr("Say why no notice is owed.")
                                                                             : QString();
    });
}

deadline::NoticeWish NoticeDialog::wish() const
{
    const auto state = static_cast<NoticeState>(m_state->currentData().toInt());
    const bool isTold = state == NoticeState::Sent || state == NoticeState::Acknowledged;
    return {.state = state,
            .at = isTold ? m_at->moment() : std::nullopt,
            .note = m_note->toPlainText().trimmed(),
            .reasons = m_reasons->toPlainText().trimmed()};
}

ImportCustomersDialog::ImportCustomersDialog(const QString& file, const timeline::PartyList& list, QWidget* parent)
    : FormDialog(tr("Import customers"), tr("Take them"), parent)
{
    setObjectName(u"importCustomersDialog"_s);
    constexpr int width = 620;
    setMinimumWidth(width);
    setIntroduction(tr("%1: %2 rows = %3 new + %4 that complete a customer + %5 there already + %6 rejected.")
                        .arg(QFileInfo(file).fileName())
                        .arg(list.read)
                        .arg(list.parties.size())
                        .arg(list.completed.size())
                        .arg(list.duplicate)
                        .arg(list.rejected.size()));
    QStringList columns;
    for (const auto& [column, meaning] : list.columns) {
        columns.append(tr("%1 → %2").arg(column, timeline::partyMeaningIds().at(static_cast<qsizetype>(meaning))));
    }
    auto* read = new QLabel(columns.join("; "_L1), this);
    read->setWordWrap(true);
    addRow(tr("Columns"), read, tr("By their names; others are ignored. Other names can be told on the command line."));
    if (!list.rejected.empty()) {
        auto* rejected = new QPlainTextEdit(this);
        rejected->setObjectName(u"rejected"_s);
        rejected->setReadOnly(true);
        rejected->setTabChangesFocus(true);
        QStringList lines;
        for (const LedgerEntry& entry : list.rejected) {
            lines.append(tr("Row %1: %2").arg(entry.row).arg(entry.detail));
        }
        rejected->setPlainText(lines.join(u'\n'));
        addRow(tr("Rejected"), rejected, tr("The others are taken all the same. Mend the file and import it again."));
    }
    const auto taken = list.parties.size() + list.completed.size();
    mainButton()->setText(tr("Take %n row(s)", nullptr, static_cast<int>(taken)));
    mainButton()->setEnabled(taken > 0);
}

} // namespace bulkhead
