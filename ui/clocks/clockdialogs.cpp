#include "ui/clocks/clockdialogs.h"

#include "models/base/zone.h"
#include "ui/common/fields.h"
#include "ui/common/momentedit.h"
#include "ui/common/theme.h"
#include "ui/common/timetext.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTextBrowser>
#include <QTimeZone>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
/// The data of the entry that the text names; the text itself where it is none.
QString chosen(const QComboBox* box)
{
    const int at = box->findText(box->currentText());
    return at < 0 ? box->currentText().trimmed() : box->itemData(at).toString();
}

/// Where the clocks of that zone show local time: "DE".
QString countryOf(const QString& zone)
{
    const auto found = zoneNamed(zone);
    return found && found->territory() != QLocale::AnyTerritory ? QLocale::territoryToCode(found->territory())
                                                                : QString();
}
} // namespace

ClockDialog::ClockDialog(Purpose purpose, const ClockPicture& picture, const deadline::ClockWish& before,
                         QWidget* parent)
    : FormDialog(purpose == Purpose::Start ? tr("Start a clock") : tr("Compute the clock anew"),
                 purpose == Purpose::Start ? tr("Start") : tr("Compute"), parent)
    , m_purpose(purpose)
    , m_picture(picture)
    , m_before(before.events)
    , m_rule(new QComboBox(this))
    , m_zone(new QComboBox(this))
    , m_country(new QComboBox(this))
    , m_name(new QLineEdit(this))
    , m_party(new QComboBox(this))
    , m_owner(new QComboBox(this))
    , m_evidence(new QComboBox(this))
    , m_why(proseField(u"why"_s, this))
    , m_result(new QTextBrowser(this))
    , m_timer(new QTimer(this))
{
    setObjectName(u"clockDialog"_s);
    setMinimumWidth(680);
    setIntroduction(purpose == Purpose::Start
                        ? tr("Plan for the earliest of all readings. Longer ones are kept as arguments.")
                        : tr("A clock moves earlier or stays. Where it should end later, end it with the reason and "
                             "start another."));
    m_timer->setSingleShot(true);
    m_timer->setInterval(60);
    connect(m_timer, &QTimer::timeout, this, &ClockDialog::refresh);
    setupRule(before.regime);
    setupPlace(before);
    setupRest();
    setValidator([this] { return problem(); });
    followRule();
    refresh();
}

void ClockDialog::setupRule(const QString& regime)
{
    m_rule->setObjectName(u"rule"_s);
    makeSearchable(m_rule);
    int at = 0;
    for (const DutyRow& duty : m_picture.duties) {
        const deadline::Regime* rule = m_picture.book->regimes.find(duty.regime);
        if (rule == nullptr || rule->limits.empty() || rule->isDisabled) {
            continue;
        }
        if (duty.regime == regime) {
            at = m_rule->count();
        }
        m_rule->addItem(tr("%1 · %2").arg(duty.title, duty.regime), duty.regime);
    }
    m_rule->setCurrentIndex(at);
    addRow(tr("&Rule"), m_rule, tr("Those that apply come first. Type to search."));
    connect(m_rule, &QComboBox::currentIndexChanged, this, &ClockDialog::followRule);
}

void ClockDialog::setupPlace(const deadline::ClockWish& before)
{
    m_zone->setObjectName(u"zone"_s);
    for (const QByteArray& id : QTimeZone::availableTimeZoneIds()) {
        const QString name = QString::fromLatin1(id);
        if (!name.startsWith("UTC"_L1) || name == "UTC"_L1) {
            m_zone->addItem(name, name);
        }
    }
    makeSearchable(m_zone);
    m_zone->setCurrentText(before.zone.isEmpty() ? QString::fromLatin1(QTimeZone::systemTimeZoneId()) : before.zone);
    addRow(tr("&Time zone"), m_zone, tr("Where the authority or the customer sits: its clocks count."));
    m_country->setObjectName(u"country"_s);
    m_country->addItem(tr("none: holidays are not looked at"), QString());
    for (const deadline::HolidayPlace& place : m_picture.book->holidays.places()) {
        m_country->addItem(tr("%1 · %2").arg(place.name, place.id), place.id);
    }
    makeSearchable(m_country);
    const QString country = before.country.isEmpty() ? countryOf(m_zone->currentText()) : before.country;
    m_country->setCurrentIndex(std::max(0, m_country->findData(country)));
    m_hasChosenCountry = !before.country.isEmpty();
    addRow(tr("&Holidays of"), m_country);
    m_result->setObjectName(u"result"_s);
    m_result->setAccessibleName(tr("The computation"));
    m_result->setMinimumHeight(150);
    addRow(tr("Computation"), m_result);
    connect(m_zone, &QComboBox::currentTextChanged, this, [this](const QString& zone) {
        if (!m_hasChosenCountry) {
            const QSignalBlocker quiet(m_country);
            m_country->setCurrentIndex(std::max(0, m_country->findData(countryOf(zone))));
        }
        if (zoneNamed(zone)) {
            for (const auto& [event, edit] : m_events) {
                edit->offerZone(zone);
            }
        }
        m_timer->start();
    });
    connect(m_country, &QComboBox::activated, this, [this] { m_hasChosenCountry = true; });
    connect(m_country, &QComboBox::currentTextChanged, m_timer, qOverload<>(&QTimer::start));
}

void ClockDialog::setupRest()
{
    if (m_purpose == Purpose::Start) {
        m_name->setObjectName(u"name"_s);
        m_name->setMaxLength(200);
        addRow(tr("&Name"), m_name, tr("Empty: the rule's own."));
        m_party->addItem(tr("nobody in particular"), QVariant::fromValue(Id()));
        for (const Kept<Party>& party : m_picture.parties) {
            if (!party.value.isStruck) {
                m_party->addItem(party.value.name, QVariant::fromValue(party.id));
            }
        }
        addRow(tr("&Owed to"), m_party);
        m_owner->addItem(tr("nobody yet"), QVariant::fromValue(Id()));
        for (const auto& [id, name] : m_picture.members) {
            m_owner->addItem(name, QVariant::fromValue(id));
        }
        addRow(tr("O&wner"), m_owner);
        m_evidence->addItem(tr("none"), QVariant::fromValue(Id()));
        for (const Kept<Evidence>& one : m_picture.evidence) {
            if (!one.value.isStruck) {
                m_evidence->addItem(one.value.name, QVariant::fromValue(one.id));
            }
        }
        addRow(tr("&Evidence of the start"), m_evidence);
    } else {
        for (QWidget* unused : {static_cast<QWidget*>(m_name), static_cast<QWidget*>(m_party),
                                static_cast<QWidget*>(m_owner), static_cast<QWidget*>(m_evidence)}) {
            unused->hide();
        }
    }
    addRow(tr("Wh&y"), m_why,
           m_purpose == Purpose::Start ? tr("On what grounds it starts: who reads it in a year was not there.")
                                       : tr("What has become known."));
}

void ClockDialog::addOfRule(const QString& label, QWidget* field)
{
    form()->insertRow(1 + static_cast<int>(m_ofRule.size()), label, field);
    setTabOrder(m_ofRule.empty() ? m_rule : m_ofRule.back(), field);
    m_ofRule.push_back(field);
}

const deadline::Regime* ClockDialog::regime() const
{
    return m_picture.book->regimes.find(chosen(m_rule));
}

void ClockDialog::followRule()
{
    const deadline::Regime* rule = regime();
    for (QWidget* field : m_ofRule) {
        form()->removeRow(field);
    }
    m_ofRule.clear();
    m_events.clear();
    m_hours = nullptr;
    m_clauseStart = nullptr;
    if (rule == nullptr) {
        m_timer->start();
        return;
    }
    QStringList wanted = rule->events();
    const bool isOfClause = std::ranges::any_of(rule->limits, &deadline::Limit::isOfClause);
    if (isOfClause) {
        m_hours = new QSpinBox(this);
        m_hours->setObjectName(u"clauseHours"_s);
        m_hours->setRange(0, 24 * 366);
        m_hours->setSpecialValueText(tr("not said yet"));
        m_hours->setSuffix(tr(" h"));
        m_clauseStart = new QComboBox(this);
        m_clauseStart->setObjectName(u"clauseStart"_s);
        for (const QString& event : {u"aware"_s, u"confirmed"_s, u"suspected"_s, u"detected"_s, u"processor_aware"_s}) {
            m_clauseStart->addItem(eventText(event), event);
        }
        addOfRule(tr("Hours of the &clause"), m_hours);
        addOfRule(tr("It r&uns from"), m_clauseStart);
        connect(m_hours, &QSpinBox::valueChanged, m_timer, qOverload<>(&QTimer::start));
        connect(m_clauseStart, &QComboBox::currentIndexChanged, this, [this] {
            auto* edit = m_events.front().second;
            m_events.front().first = m_clauseStart->currentData().toString();
            if (auto* label = qobject_cast<QLabel*>(form()->labelForField(edit))) {
                label->setText(m_clauseStart->currentText());
            }
            m_timer->start();
        });
        wanted = {u"aware"_s};
    }
    for (const QString& event : wanted) {
        auto* edit = new MomentEdit(eventText(event), wanted.size() > 1, this);
        edit->setObjectName(u"event."_s + event);
        const auto before = m_before.find(event);
        const auto known = m_picture.events.find(event);
        const auto aware = m_picture.events.find(u"aware"_s);
        if (before != m_before.end()) {
            edit->setMoment(before->second);
        } else if (known != m_picture.events.end()) {
            edit->setMoment(known->second);
        } else if (event == "discovered"_L1 && aware != m_picture.events.end()) {
            edit->setMoment(aware->second);
        } else {
            edit->setMoment({});
        }
        if (zoneNamed(m_zone->currentText())) {
            edit->offerZone(m_zone->currentText());
        }
        addOfRule(eventText(event), edit);
        m_events.emplace_back(event, edit);
        connect(edit, &MomentEdit::changed, m_timer, qOverload<>(&QTimer::start));
    }
    if (!rule->zone.isEmpty() && m_purpose == Purpose::Start) {
        m_zone->setCurrentText(rule->zone);
        if (!rule->country.isEmpty()) {
            m_country->setCurrentIndex(std::max(0, m_country->findData(rule->country)));
        }
    }
    m_name->setPlaceholderText(rule->title);
    m_rule->lineEdit()->setCursorPosition(0); // its beginning is what tells rules apart
    m_timer->start();
}

deadline::ClockWish ClockDialog::wish() const
{
    deadline::ClockWish wish;
    wish.regime = chosen(m_rule);
    wish.zone = chosen(m_zone);
    wish.country = chosen(m_country);
    for (const auto& [event, edit] : m_events) {
        if (const auto at = edit->moment()) {
            wish.events.insert_or_assign(event, *at);
        }
    }
    if (m_hours != nullptr) {
        wish.facts.insert_or_assign(u"clause_hours"_s, QString::number(m_hours->value()));
        wish.facts.insert_or_assign(u"clause_starts"_s, m_clauseStart->currentData().toString());
    }
    wish.name = m_name->text().trimmed();
    wish.why = m_why->toPlainText().trimmed();
    wish.party = m_party->currentData().value<Id>();
    wish.owner = m_owner->currentData().value<Id>();
    wish.evidence = m_evidence->currentData().value<Id>();
    return wish;
}

QString ClockDialog::reason() const
{
    return m_why->toPlainText().trimmed();
}

Expected<deadline::ClockPreview> ClockDialog::preview() const
{
    return deadline::previewOf(*m_picture.book, wish(), m_picture.known, m_picture.events);
}

QString ClockDialog::problem() const
{
    for (const auto& [event, edit] : m_events) {
        if (const QString wrong = edit->problem(); !wrong.isEmpty()) {
            return u"%1: %2"_s.arg(eventText(event), wrong);
        }
    }
    if (const auto computed = preview(); !computed) {
        return computed.error().message;
    }
    if (m_purpose == Purpose::Reclassify && reason().isEmpty()) {
        return tr("Say what has become known.");
    }
    return {};
}

void ClockDialog::refresh()
{
    const auto computed = preview();
    if (computed) {
        m_result->setPlainText(computed->reasoning);
    } else {
        m_result->setHtml(u"<p><i>%1</i></p>"_s.arg(computed.error().message.toHtmlEscaped()));
    }
}

SubmitDialog::SubmitDialog(const Kept<IncidentClock>& clock, qint64 now, const QString& late,
                           const QStringList& following, QWidget* parent)
    : FormDialog(tr("Submitted"), tr("Record"), parent)
    , m_due(clock.value.due)
    , m_at(new MomentEdit(tr("Sent"), false, this))
    , m_reasons(proseField(u"reasons"_s, this))
{
    setObjectName(u"submitDialog"_s);
    setMinimumWidth(520);
    QString introduction = tr("“%1” was due %2.").arg(clock.value.name, timetext::moment(clock.value.due));
    if (!following.isEmpty()) {
        introduction += u' ' + tr("Then starts: %1.").arg(following.join("; "_L1));
    }
    setIntroduction(introduction);
    m_at->setMoment(now);
    addRow(tr("&Sent"), m_at);
    addRow(tr("&Reasons for a delay"), m_reasons, late);
    setValidator([this] {
        if (const QString problem = m_at->problem(); !problem.isEmpty()) {
            return problem;
        }
        return at() >= m_due && reasons().isEmpty() ? tr("That is after the due time: give the reasons for the delay.")
                                                    : QString();
    });
}

qint64 SubmitDialog::at() const
{
    return m_at->moment().value_or(0);
}

QString SubmitDialog::reasons() const
{
    return m_reasons->toPlainText().trimmed();
}

EndClockDialog::EndClockDialog(const QString& clock, const QString& proposedReason, QWidget* parent)
    : FormDialog(tr("End a clock"), tr("End it"), parent)
    , m_state(new QComboBox(this))
    , m_reason(proseField(u"reason"_s, this))
{
    setObjectName(u"endClockDialog"_s);
    setMinimumWidth(480);
    setIntroduction(
        tr("“%1” stays in the list with your reason. Where something was sent, use Submitted instead.").arg(clock));
    m_state->setObjectName(u"state"_s);
    for (const ClockState state : {ClockState::NotApplicable, ClockState::Superseded, ClockState::Missed}) {
        m_state->addItem(wordOf(state).text, static_cast<int>(state));
    }
    addRow(tr("&It is"), m_state);
    addRow(tr("&Because"), m_reason);
    m_reason->setPlainText(proposedReason);
    setValidator([this] { return reason().isEmpty() ? tr("A clock ends with a reason. Give one.") : QString(); });
}

ClockState EndClockDialog::state() const
{
    return static_cast<ClockState>(m_state->currentData().toInt());
}

QString EndClockDialog::reason() const
{
    return m_reason->toPlainText().trimmed();
}

FactDialog::FactDialog(const FactRow& fact, const std::vector<Kept<Evidence>>& evidence, QWidget* parent)
    : FormDialog(tr("Record a fact"), tr("Record"), parent)
    , m_value(new QComboBox(this))
    , m_why(proseField(u"why"_s, this))
    , m_evidence(new EvidenceList(evidence, fact.evidence, this))
{
    setObjectName(u"factDialog"_s);
    setMinimumWidth(520);
    setIntroduction(fact.question.question);
    m_value->setObjectName(u"value"_s);
    m_value->addItem(valueText(u"unknown"_s), u"unknown"_s);
    for (const QString& value : fact.question.values) {
        m_value->addItem(valueText(value), value);
    }
    m_value->setCurrentIndex(std::max(0, m_value->findData(fact.value)));
    addRow(tr("&Answer"), m_value);
    m_why->setPlainText(fact.why);
    addRow(tr("Wh&y"), m_why, tr("What is not known takes the cautious branch; clocks go on."));
    if (m_evidence->count() > 0) {
        addRow(tr("&Evidence"), m_evidence, tr("Space ticks a piece."));
    }
    setValidator([this] {
        return value() != "unknown"_L1 && why().isEmpty() ? tr("Say why: somebody will have to check it.") : QString();
    });
}

QString FactDialog::value() const
{
    return m_value->currentData().toString();
}

QString FactDialog::why() const
{
    return m_why->toPlainText().trimmed();
}

std::vector<Id> FactDialog::evidence() const
{
    return m_evidence->ticked();
}

} // namespace bulkhead
