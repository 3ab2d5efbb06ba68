#pragma once

#include "ui/breach/breachmodels.h"
#include "ui/common/latest.h"
#include "ui/common/room.h"

#include <QWidget>

#include <array>

class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;
class QTabWidget;
class QTextBrowser;

namespace bulkhead {

class Banner;
class Pill;

/// The ten questions with what they come to at the top; beside them the fact sheet, the screen for misuse, and the
/// records that were signed.
class BreachPage : public QWidget
{
    Q_OBJECT

public:
    explicit BreachPage(const RoomContext& context, QWidget* parent = nullptr);

    void setIncident(const Id& incident);
    void reveal(const Id& entity);
    [[nodiscard]] bool isSettled() const { return m_read.isSettled(); }

    /// \name Commands
    ///@{
    void answer();
    void takeSuggestions();
    void sign();
    void print();
    void copy();
    void focusFilter();
    ///@}

Q_SIGNALS:
    void inspectWanted(const bulkhead::Id& entity);
    void announced(const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    /// One tab: its questions and the text beside them.
    struct Part
    {
        breach::Part part = breach::Part::Tree;
        QuestionsModel* model = nullptr;
        QTableView* table = nullptr;
        QTextBrowser* text = nullptr;
    };
    void setupHeader();
    void setupPart(Part& part, const QString& objectName, const QString& name);
    [[nodiscard]] QWidget* makeRecords();
    void reload();
    void take(BreachPicture picture);
    void showCurrent();
    void openAnswer(const QString& proposed);
    [[nodiscard]] Part* currentPart();
    [[nodiscard]] const QuestionRow* currentQuestion();
    [[nodiscard]] const RecordRow* currentRecord() const;
    [[nodiscard]] QString htmlOf(const QuestionRow& row) const;
    [[nodiscard]] QString findingHtml() const;
    [[nodiscard]] QString misuseHtml() const;

    RoomContext m_context;
    Id m_incident;
    Id m_toReveal;
    Latest m_read;
    BreachPicture m_picture;
    Banner* m_banner;
    Banner* m_suggestions;
    Pill* m_conclusion;
    Pill* m_provenance;
    Pill* m_identifiability;
    QLabel* m_consequence;
    QTabWidget* m_tabs;
    QLineEdit* m_filter;
    std::array<Part, 3> m_parts;
    RecordsModel* m_records;
    QTableView* m_recordTable;
    QTextBrowser* m_document;
    QPushButton* m_sign = nullptr;
};

} // namespace bulkhead
