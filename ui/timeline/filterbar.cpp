#include "ui/timeline/filterbar.h"

#include "ui/common/formdialog.h"
#include "ui/common/icons.h"
#include "ui/common/momentedit.h"
#include "ui/common/theme.h"
#include "ui/common/timetext.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpression>
#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;

namespace bulkhead {

FilterBar::FilterBar(QWidget* parent)
    : QWidget(parent)
    , m_search(new QLineEdit(this))
    , m_problem(new QLabel(this))
    , m_observations(new QCheckBox(tr("Observations only"), this))
    , m_pinned(new QCheckBox(tr("Pinned only"), this))
    , m_struck(new QCheckBox(tr("Show struck"), this))
    , m_saved(new QPushButton(tr("Saved"), this))
    , m_savedMenu(new QMenu(this))
    , m_span(new QPushButton(tr("Any time"), this))
    , m_reset(new QPushButton(tr("Clear"), this))
    , m_delay(new QTimer(this))
{
    m_search->setObjectName(u"timeline.search"_s);
    m_search->setPlaceholderText(tr("Search: token AND (export OR download) NOT test"));
    m_search->setAccessibleName(tr("Search the timeline"));
    m_search->setAccessibleDescription(
        tr("Words, “quoted words”, AND, OR, NOT, parentheses; a star ends a word: expor*. Fields: source, tag, seen, "
           "note, author, kind, is, surface, occurred, recorded; as in source:crm or occurred:2026-11-24."));
    m_search->setToolTip(tr("<p>Words, “quoted words”, AND, OR, NOT, parentheses, expor*</p>"
                            "<p>source:crm &nbsp; tag:login &nbsp; author:ada &nbsp; kind:task &nbsp; is:pinned<br>"
                            "is:struck &nbsp; is:imported &nbsp; is:late &nbsp; surface:data-sync<br>"
                            "occurred:2026-11-24 &nbsp; occurred:2026-11-24T03:00..2026-11-24T04:00<br>"
                            "recorded&gt;=2026-11-24T03:12</p>"));
    m_saved->setObjectName(u"timeline.saved"_s);
    m_saved->setAccessibleName(tr("Saved filters"));
    m_saved->setMenu(m_savedMenu);
    connect(m_savedMenu, &QMenu::aboutToShow, this, &FilterBar::fillSaved);
    m_search->addAction(icon("search"), QLineEdit::LeadingPosition);
    m_search->setClearButtonEnabled(true);
    m_problem->setObjectName(u"timeline.problem"_s);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_struck->setChecked(true);
    m_span->setAccessibleName(tr("Time span"));
    m_delay->setSingleShot(true);
    m_delay->setInterval(std::chrono::milliseconds(200));

    auto* line = new QHBoxLayout;
    line->setSpacing(space::m);
    line->addWidget(m_search, 1);
    line->addWidget(m_saved);
    line->addWidget(m_span);
    line->addWidget(m_observations);
    line->addWidget(m_pinned);
    line->addWidget(m_struck);
    line->addWidget(m_reset);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    column->addLayout(line);
    column->addWidget(m_problem);

    connect(m_search, &QLineEdit::textEdited, m_delay, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty()) {
            apply();
        }
    });
    connect(m_search, &QLineEdit::returnPressed, this, &FilterBar::apply);
    connect(m_delay, &QTimer::timeout, this, &FilterBar::apply);
    for (QCheckBox* box : {m_observations, m_pinned, m_struck}) {
        connect(box, &QCheckBox::toggled, this, &FilterBar::apply);
    }
    connect(m_span, &QPushButton::clicked, this, &FilterBar::chooseSpan);
    connect(m_reset, &QPushButton::clicked, this, &FilterBar::reset);
    m_reset->hide();
}

TimelineQuery FilterBar::query() const
{
    TimelineQuery query;
    query.text = m_applied;
    query.from = m_from;
    query.to = m_to;
    query.withPosted = !m_observations->isChecked();
    query.onlyPinned = m_pinned->isChecked();
    query.withStruck = m_struck->isChecked();
    query.newestFirst = true;
    return query;
}

bool FilterBar::isFiltering() const
{
    return !m_search->text().trimmed().isEmpty() || m_from || m_to || m_observations->isChecked()
        || m_pinned->isChecked() || !m_struck->isChecked();
}

QString FilterBar::problem() const
{
    return m_problem->isHidden() ? QString() : m_problem->text();
}

void FilterBar::reset()
{
    {
        const QSignalBlocker blockers[] = {QSignalBlocker(m_search), QSignalBlocker(m_observations),
                                           QSignalBlocker(m_pinned), QSignalBlocker(m_struck)};
        m_search->clear();
        m_observations->setChecked(false);
        m_pinned->setChecked(false);
        m_struck->setChecked(true);
    }
    m_from = {};
    m_to = {};
    showSpan();
    apply();
}

void FilterBar::setSearch(const QString& text)
{
    m_search->setText(text);
    apply();
}

void FilterBar::setSaved(std::vector<Kept<SavedFilter>> filters)
{
    std::erase_if(filters, [](const Kept<SavedFilter>& one) { return one.value.isStruck; });
    std::ranges::sort(filters, {}, [](const Kept<SavedFilter>& one) { return one.value.name.toCaseFolded(); });
    m_filters = std::move(filters);
}

void FilterBar::fillSaved()
{
    m_savedMenu->clear();
    for (const Kept<SavedFilter>& one : m_filters) {
        QAction* action = m_savedMenu->addAction(one.value.name);
        action->setToolTip(one.value.query);
        connect(action, &QAction::triggered, this, [this, query = one.value.query] { setSearch(query); });
    }
    if (m_filters.empty()) {
        m_savedMenu->addAction(tr("No filter is saved yet"))->setEnabled(false);
    }
    m_savedMenu->addSeparator();
    QAction* save = m_savedMenu->addAction(tr("&Save this search…"), this, &FilterBar::askForName);
    save->setEnabled(!m_search->text().trimmed().isEmpty() && problem().isEmpty());
    QMenu* forget = m_savedMenu->addMenu(tr("&Forget"));
    forget->setEnabled(!m_filters.empty());
    for (const Kept<SavedFilter>& one : m_filters) {
        connect(forget->addAction(one.value.name), &QAction::triggered, this,
                [this, id = one.id] { Q_EMIT forgetWanted(id); });
    }
}

void FilterBar::askForName()
{
    auto* dialog = new FormDialog(tr("Save this search"), tr("Save"), this);
    auto* name = new QLineEdit(dialog);
    name->setObjectName(u"name"_s);
    const QString query = m_search->text().trimmed();
    dialog->setIntroduction(
        tr("“%1” gets a name, for everybody in this incident. A filter of the same name gets the new "
           "search.")
            .arg(query));
    dialog->addRow(tr("&Name"), name);
    dialog->setValidator(
        [name] { return name->text().simplified().isEmpty() ? FilterBar::tr("Give it a name.") : QString(); });
    connect(dialog, &FormDialog::submitted, this, [this, dialog, name, query] {
        Q_EMIT saveWanted(name->text().simplified(), query);
        dialog->accept();
    });
    dialog->open();
}

void FilterBar::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void FilterBar::apply()
{
    m_delay->stop();
    m_reset->setVisible(isFiltering());
    const auto expression = checkSearch(m_search->text().trimmed());
    m_problem->setVisible(!expression);
    if (expression) {
        m_applied = m_search->text().trimmed();
        m_problem->clear();
        m_search->setAccessibleDescription({});
        Q_EMIT changed();
        return;
    }
    // The list keeps what it showed; the cursor goes to the character that the message names.
    static const QRegularExpression number(u"\\d+"_s);
    m_problem->setText(expression.error().message);
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, Theme::of(colours).ink(Tone::Overdue).text);
    m_problem->setPalette(colours);
    m_search->setAccessibleDescription(expression.error().message);
    if (const auto match = number.match(expression.error().message); match.hasMatch() && m_search->hasFocus()) {
        const int leading = static_cast<int>(m_search->text().size() - QStringView(m_search->text()).trimmed().size());
        m_search->setCursorPosition(leading + match.captured().toInt() - 1);
    }
}

void FilterBar::chooseSpan()
{
    auto* dialog = new FormDialog(tr("Show a time span"), tr("Show"), this);
    auto* from = new MomentEdit(tr("From"), true, dialog);
    auto* to = new MomentEdit(tr("To"), true, dialog);
    from->setMoment(m_from);
    to->setMoment(m_to);
    dialog->setIntroduction(tr("By the time at which something occurred. Leave an end empty to leave it open."));
    dialog->addRow(tr("&From"), from);
    dialog->addRow(tr("&To"), to);
    dialog->setValidator([from, to]() -> QString {
        if (const QString problem = from->problem() + to->problem(); !problem.isEmpty()) {
            return problem;
        }
        return from->moment() && to->moment() && *from->moment() > *to->moment()
            ? FilterBar::tr("The span ends before it begins.")
            : QString();
    });
    connect(dialog, &FormDialog::submitted, this, [this, dialog, from, to] {
        m_from = from->moment();
        m_to = to->moment();
        dialog->accept();
        showSpan();
        apply();
    });
    dialog->open();
}

void FilterBar::setSpan(qint64 from, qint64 to)
{
    m_from = from;
    m_to = to;
    showSpan();
    apply();
}

void FilterBar::showSpan()
{
    if (m_from && m_to) {
        m_span->setText(tr("%1 to %2").arg(timetext::moment(*m_from), timetext::moment(*m_to)));
    } else if (m_from) {
        m_span->setText(tr("From %1").arg(timetext::moment(*m_from)));
    } else {
        m_span->setText(m_to ? tr("Until %1").arg(timetext::moment(*m_to)) : tr("Any time"));
    }
}

} // namespace bulkhead
