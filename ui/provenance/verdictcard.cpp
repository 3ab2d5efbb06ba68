#include "ui/provenance/verdictcard.h"

#include "ui/common/card.h"
#include "ui/common/pill.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

using provenance::Verdict;

namespace {
constexpr int markSize = 36;

QString headlineOf(QStringView verdict)
{
    if (verdict == "personal"_L1) {
        return VerdictCard::tr("Data of real persons");
    }
    if (verdict == "synthetic"_L1) {
        return VerdictCard::tr("Synthetic: no real person is in it");
    }
    return VerdictCard::tr("Not resolved: treat it as real");
}

QString figures(const provenance::Answer& answer, const QString& title)
{
    return VerdictCard::tr("%1 · %2 · %3 rows · answered in %4 s · SHA-256 %5…")
        .arg(answer.summary.format.isEmpty() ? title : VerdictCard::tr("%1 · %2").arg(title, answer.summary.format),
             sizeText(answer.size), countText(static_cast<qint64>(answer.summary.rows)),
             QLocale().toString(static_cast<double>(answer.milliseconds) / 1000.0, 'f', 1),
             hex(answer.sha256).left(12));
}
} // namespace

QString verdictSentence(const provenance::Answer& answer)
{
    const auto count = [&](Verdict verdict) {
        return countText(static_cast<qint64>(answer.summary.counts[static_cast<std::size_t>(verdict)]));
    };
    if (answer.verdict == "personal"_L1) {
        return VerdictCard::tr("%1 rows come from production data and %2 mix synthetic records with values of real "
                               "persons. Both are personal data.")
            .arg(count(Verdict::Production), count(Verdict::Mixed));
    }
    if (answer.verdict == "synthetic"_L1) {
        if (answer.summary.knownOverlap > 0) {
            return VerdictCard::tr("All %1 rows come from registered synthetic data. %2 of them stand in production "
                                   "too, where two people have confirmed them as made up.")
                .arg(count(Verdict::Synthetic), countText(static_cast<qint64>(answer.summary.knownOverlap)));
        }
        return VerdictCard::tr(
            "All %Ln row(s) come from registered synthetic data, and no value that identifies somebody is "
            "known to the registered production data.",
            nullptr, formOf(answer.summary.counts[static_cast<std::size_t>(Verdict::Synthetic)]));
    }
    return VerdictCard::tr("%1 rows match nothing decisive and %2 could not be read. Doubt counts as real until it is "
                           "settled.")
        .arg(count(Verdict::Unknown), count(Verdict::Unreadable));
}

QString copiesSentence(const provenance::Answer& answer)
{
    QStringList sentences;
    for (const provenance::CopyTrace& trace : answer.copies) {
        const provenance::CopyName& name = answer.copyNames.at(trace.copy);
        const QString found = VerdictCard::tr("marked rows: %1, canaries: %2 of %3")
                                  .arg(countText(static_cast<qint64>(trace.markedRows)),
                                       countText(static_cast<qint64>(trace.canaries)),
                                       countText(static_cast<qint64>(trace.planted)));
        sentences.append(trace.isNamed
                             ? VerdictCard::tr("It comes from the copy “%1” for %2, made %3 (%4).")
                                   .arg(name.name, name.recipient, timetext::day(name.madeAt), found)
                             : VerdictCard::tr("Perhaps from the copy “%1” for %2 (%3); chance is not excluded.")
                                   .arg(name.name, name.recipient, found));
    }
    return sentences.join(u'\n');
}

VerdictCard::VerdictCard(QWidget* parent)
    : QFrame(parent)
    , m_before(new QLabel(this))
    , m_headline(new QLabel(this))
    , m_text(new QLabel(this))
    , m_copies(new QLabel(this))
    , m_near(new QLabel(this))
    , m_new(new QLabel(this))
    , m_people(new QLabel(this))
    , m_figures(mutedLabel({}, this))
{
    setObjectName(u"provenance.verdict"_s);
    setFocusPolicy(Qt::StrongFocus);
    m_before->setWordWrap(true);
    m_before->setFont(textFont(TextSize::Body, true));
    m_headline->setObjectName(u"provenance.headline"_s);
    m_headline->setFont(textFont(TextSize::Title, true));
    m_headline->setWordWrap(true);
    m_text->setWordWrap(true);
    m_copies->setObjectName(u"provenance.copiesFound"_s);
    m_copies->setWordWrap(true);
    m_copies->setFont(textFont(TextSize::Body, true));
    m_copies->hide();
    m_near->setObjectName(u"provenance.near"_s);
    m_near->setWordWrap(true);
    m_near->hide();
    m_new->setObjectName(u"provenance.newRows"_s);
    m_new->setWordWrap(true);
    m_new->hide();
    m_people->setObjectName(u"provenance.people"_s);
    m_people->setWordWrap(true);
    m_people->setFont(textFont(TextSize::Body, true));
    m_people->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::l + markSize + space::l, space::m, space::l, space::m);
    column->setSpacing(space::xs);
    column->addWidget(m_before);
    column->addWidget(m_headline);
    column->addWidget(m_text);
    column->addWidget(m_copies);
    column->addWidget(m_near);
    column->addWidget(m_new);
    column->addWidget(m_people);
    column->addWidget(m_figures);
    column->addStretch();
}

void VerdictCard::setAnswer(const provenance::Answer& answer, const QString& sampleTitle)
{
    m_word = wordOfVerdict(answer.verdict);
    m_before->setVisible(!answer.hadProductionSet);
    m_before->setText(tr("No production data is registered, so this answer cannot rule out real persons."));
    m_headline->setText(headlineOf(answer.verdict));
    m_text->setText(verdictSentence(answer));
    m_copies->setText(copiesSentence(answer));
    m_copies->setVisible(!answer.copies.empty());
    const provenance::NearReport& near = answer.summary.near;
    m_near->setText(provenance::nearSentence(near));
    m_near->setFont(textFont(TextSize::Body, near.production > 0)); // doubt counts as production
    m_near->setVisible(!m_near->text().isEmpty());
    m_new->setText(answer.summary.newRows ? provenance::newRowsSentence(*answer.summary.newRows) : QString());
    m_new->setVisible(answer.summary.newRows.has_value());
    m_people->clear();
    m_people->hide();
    m_figures->setText(figures(answer, sampleTitle));
    setAccessibleName(tr("Verdict: %1").arg(m_headline->text()));
    setAccessibleDescription((answer.hadProductionSet ? QString() : m_before->text() + u' ') + m_text->text() + u' '
                             + m_copies->text() + u' ' + m_near->text() + u' ' + m_new->text() + u' '
                             + m_figures->text());
    update();
}

void VerdictCard::setStanding(const provenance::Standing* standing)
{
    const bool hasPeople = standing && standing->setByPeople > 0;
    m_people->setText(hasPeople ? tr("People have set %1 rows, %2 of them against the machine. What stands: %3.")
                                      .arg(countText(static_cast<qint64>(standing->setByPeople)),
                                           countText(static_cast<qint64>(standing->differing)),
                                           wordOfVerdict(standing->verdict).text)
                                : QString());
    m_people->setVisible(hasPeople);
}

QString VerdictCard::headline() const
{
    return m_headline->text();
}

void VerdictCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& theme = Theme::of(palette());
    const Ink& ink = theme.ink(m_word.tone);
    painter.setPen(QPen(hasFocus() ? theme.focus : ink.mark, hasFocus() ? 2 : 1));
    painter.setBrush(ink.fill);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), cornerRadius, cornerRadius);
    paintMark(painter, QRectF(space::l, space::l, markSize, markSize), m_word.mark, ink.mark);
}

} // namespace bulkhead
