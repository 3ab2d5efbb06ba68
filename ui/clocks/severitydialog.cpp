#include "ui/clocks/severitydialog.h"

#include "ui/common/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSpinBox>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
QComboBox* weightBox(const QString& name, const std::vector<std::pair<int, QString>>& scale, int before,
                     QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setAccessibleName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(18);
    for (const auto& [weight, word] : scale) {
        box->addItem(u"%1 · %2"_s.arg(deadline::scoreText(weight), word), weight);
    }
    box->setCurrentIndex(std::max(0, box->findData(before)));
    return box;
}

QPlainTextEdit* wordsField(const QString& objectName, const QString& before, QWidget* parent)
{
    auto* field = new QPlainTextEdit(before, parent);
    field->setObjectName(objectName);
    field->setTabChangesFocus(true);
    field->setMinimumHeight(field->fontMetrics().lineSpacing() * 2 + 16);
    field->setMaximumHeight(72);
    return field;
}

QComboBox* gradeBox(const QString& objectName, int before, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->setObjectName(objectName);
    box->addItem(SeverityDialog::tr("none"), 0);
    for (int grade = 1; grade <= 4; ++grade) {
        box->addItem(QString::number(grade), grade);
    }
    box->setCurrentIndex(before);
    return box;
}
} // namespace

SeverityDialog::SeverityDialog(const deadline::SeverityWish& before, Severity operational, QWidget* parent)
    : FormDialog(tr("How bad is it for people?"), tr("Record"), parent)
    , m_operational(operational)
    , m_evidence(before.evidence)
    , m_known(makeColumn(tr("as known"), before.known))
    , m_worst(makeColumn(tr("worst plausible"), before.worst))
    , m_synthetic(new QCheckBox(tr("Weighed after our own profile for &synthetic data"), this))
    , m_basis(wordsField(u"basis"_s, before.basis, this))
    , m_bridge33(wordsField(u"bridge33"_s, before.bridge33, this))
    , m_bridge34(wordsField(u"bridge34"_s, before.bridge34, this))
    , m_note(wordsField(u"note"_s, before.note, this))
    , m_difference(wordsField(u"difference"_s, before.difference, this))
    , m_secondSeverity(gradeBox(u"secondSeverity"_s, before.secondSeverity, this))
    , m_secondLikelihood(gradeBox(u"secondLikelihood"_s, before.secondLikelihood, this))
{
    setObjectName(u"severityDialog"_s);
    setMinimumWidth(720);
    setIntroduction(tr("ENISA's methodology of 2013: data × identification + circumstances. Left as known, right the "
                       "worst that is plausible while facts are open. A score informs, it does not decide."));
    addPair(QString(), new QLabel(tr("As known"), this), new QLabel(tr("Worst plausible"), this));
    addPair(tr("&Data"), m_known.category, m_worst.category, tr("The highest category that is affected."));
    addPair(tr("A&djustment"), m_known.adjustment, m_worst.adjustment,
            tr("Whole steps for volume a person, vulnerable people, public or outdated data."));
    addPair(tr("&Identification"), m_known.identification, m_worst.identification);
    addPair(tr("&Confidentiality"), m_known.confidentiality, m_worst.confidentiality);
    addPair(tr("I&ntegrity"), m_known.integrity, m_worst.integrity);
    addPair(tr("A&vailability"), m_known.availability, m_worst.availability);
    addPair(QString(), m_known.malicious, m_worst.malicious);
    addPair(QString(), m_known.over100, m_worst.over100);
    addPair(QString(), m_known.unintelligible, m_worst.unintelligible);
    addPair(tr("Score"), m_known.score, m_worst.score);
    m_synthetic->setObjectName(u"synthetic"_s);
    m_synthetic->setChecked(before.isSynthetic);
    addRow(QString(), m_synthetic);
    addRow(tr("&Basis"), m_basis, tr("On what the inputs rest."));
    addRow(tr("Art. &33(1)"), m_bridge33, tr("What follows for telling the authority, and why."));
    addRow(tr("Art. 3&4(1)"), m_bridge34, tr("What follows for telling people, and why."));
    addRow(tr("Near an &edge"), m_note, tr("Needed where a score lies within 0.25 of a band's edge."));
    addRow(tr("A&gainst the incident's severity"), m_difference,
           tr("Needed where the two lie two steps apart; the incident is “%1”.").arg(choiceName(operational)));
    addPair(tr("Second o&pinion"), m_secondSeverity, m_secondLikelihood,
            tr("Severity and likelihood from 1 to 4 (DSK Kurzpapier 18; the mapping is not verified)."));
    m_secondSeverity->setAccessibleName(tr("Second opinion: severity"));
    m_secondLikelihood->setAccessibleName(tr("Second opinion: likelihood"));
    setValidator([this] {
        const deadline::SeverityWish wanted = wish();
        if ((wanted.secondSeverity == 0) != (wanted.secondLikelihood == 0)) {
            return tr("A second opinion has a severity and a likelihood.");
        }
        const auto missing = deadline::missingFrom(wanted, m_operational);
        return missing ? *missing : missing.error().message;
    });
    refresh();
}

SeverityDialog::Column SeverityDialog::makeColumn(const QString& name, const deadline::SeverityInput& before)
{
    //: %1 an input, %2 "as known" or "worst plausible"
    const auto named = [&](const QString& input) { return tr("%1, %2").arg(input, name); };
    Column column;
    column.category = new QComboBox(this);
    column.category->setAccessibleName(named(tr("Data")));
    for (const auto& [value, word] : std::vector<std::pair<int, QString>>{
             {1, tr("simple")}, {2, tr("behavioural")}, {3, tr("financial")}, {4, tr("sensitive")}}) {
        column.category->addItem(u"%1 · %2"_s.arg(value).arg(word), value);
    }
    column.category->setCurrentIndex(before.category - 1);
    column.adjustment = new QSpinBox(this);
    column.adjustment->setAccessibleName(named(tr("Adjustment")));
    column.adjustment->setRange(-3, 3);
    column.adjustment->setValue(before.adjustment);
    column.identification = weightBox(
        named(tr("Identification")),
        {{25, tr("negligible")}, {50, tr("limited")}, {75, tr("significant")}, {100, tr("maximum")}},
        before.identification, this);
    column.confidentiality = weightBox(named(tr("Confidentiality")),
                                       {{0, tr("kept")}, {25, tr("known recipients")}, {50, tr("unknown or public")}},
                                       before.confidentiality, this);
    column.integrity = weightBox(named(tr("Integrity")),
                                 {{0, tr("kept")}, {25, tr("altered, recoverable")}, {50, tr("not recoverable")}},
                                 before.integrity, this);
    column.availability = weightBox(named(tr("Availability")),
                                    {{0, tr("kept")}, {25, tr("lost for a time")}, {50, tr("lost for good")}},
                                    before.availability, this);
    column.malicious = new QCheckBox(tr("Malicious (+0.50)"), this);
    column.malicious->setAccessibleName(named(tr("Malicious")));
    column.malicious->setChecked(before.isMalicious);
    column.over100 = new QCheckBox(tr("More than 100 people"), this);
    column.over100->setAccessibleName(named(tr("More than 100 people")));
    column.over100->setChecked(before.isOver100);
    column.unintelligible = new QCheckBox(tr("Unintelligible to others"), this);
    column.unintelligible->setAccessibleName(named(tr("Unintelligible to others")));
    column.unintelligible->setChecked(before.isUnintelligible);
    column.score = new QLabel(this);
    column.score->setFont(textFont(TextSize::Body, true));
    column.score->setWordWrap(true);
    for (QComboBox* box :
         {column.category, column.identification, column.confidentiality, column.integrity, column.availability}) {
        connect(box, &QComboBox::currentIndexChanged, this, &SeverityDialog::refresh);
    }
    connect(column.adjustment, &QSpinBox::valueChanged, this, &SeverityDialog::refresh);
    connect(column.malicious, &QCheckBox::toggled, this, &SeverityDialog::refresh);
    return column;
}

void SeverityDialog::addPair(const QString& label, QWidget* known, QWidget* worst, const QString& hint)
{
    auto* pair = new QWidget(this);
    auto* line = new QHBoxLayout(pair);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::m);
    line->addWidget(known, 1);
    line->addWidget(worst, 1);
    pair->setFocusProxy(known);
    addRow(label, pair, hint);
}

deadline::SeverityInput SeverityDialog::inputOf(const Column& column)
{
    deadline::SeverityInput input;
    input.category = column.category->currentData().toInt();
    input.adjustment = column.adjustment->value();
    input.identification = column.identification->currentData().toInt();
    input.confidentiality = column.confidentiality->currentData().toInt();
    input.integrity = column.integrity->currentData().toInt();
    input.availability = column.availability->currentData().toInt();
    input.isMalicious = column.malicious->isChecked();
    input.isOver100 = column.over100->isChecked();
    input.isUnintelligible = column.unintelligible->isChecked();
    return input;
}

deadline::SeverityWish SeverityDialog::wish() const
{
    deadline::SeverityWish wish;
    wish.known = inputOf(m_known);
    wish.worst = inputOf(m_worst);
    wish.isSynthetic = m_synthetic->isChecked();
    wish.basis = m_basis->toPlainText().trimmed();
    wish.bridge33 = m_bridge33->toPlainText().trimmed();
    wish.bridge34 = m_bridge34->toPlainText().trimmed();
    wish.note = m_note->toPlainText().trimmed();
    wish.difference = m_difference->toPlainText().trimmed();
    wish.secondSeverity = m_secondSeverity->currentData().toInt();
    wish.secondLikelihood = m_secondLikelihood->currentData().toInt();
    wish.evidence = m_evidence;
    return wish;
}

void SeverityDialog::refresh()
{
    for (const Column* column : {&m_known, &m_worst}) {
        if (column->score == nullptr) {
            return; // while the first one is made
        }
        const auto scored = deadline::score(inputOf(*column));
        column->score->setText(!scored ? scored.error().message
                                   : scored->isBorderline
                                   ? tr("%1: %2, near an edge").arg(scored->formula, deadline::bandName(scored->band))
                                   : tr("%1: %2").arg(scored->formula, deadline::bandName(scored->band)));
    }
}

} // namespace bulkhead
