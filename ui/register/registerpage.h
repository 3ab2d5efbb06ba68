#pragma once

#include "ui/common/latest.h"
#include "ui/common/room.h"
#include "ui/register/registermodel.h"

#include <QWidget>

#include <memory>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTextBrowser;

namespace bulkhead {

class Banner;

/// The register of personal data breaches over all incidents, with what is missing.
class RegisterPage : public QWidget
{
    Q_OBJECT

public:
    explicit RegisterPage(const RoomContext& context, QWidget* parent = nullptr);

    void refresh(); ///< reads when it is next shown, at once where it is
    void reveal(const Id& incident);
    [[nodiscard]] bool isSettled() const { return m_read.isSettled(); }

    /// \name Commands
    ///@{
    void edit();
    void open();
    void exportCsv();
    void exportPdf();
    void print();
    void copy();
    void focusFilter();
    /// As `exportCsv` and `exportPdf`, where the file is chosen.
    void writeCsv(const QString& file);
    void writePdf(const QString& file);
    ///@}

Q_SIGNALS:
    void openWanted(const bulkhead::Id& incident);
    void announced(const QString& text);

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Loaded
    {
        std::shared_ptr<const deadline::Lawbook> book;
        std::vector<breach::RegisterRow> rows;
    };
    void setupFilters(QWidget* header);
    void reload();
    void filter();
    void showCurrent();
    void leave(const QString& title, std::function<void()> how);
    void choose(const QString& title, const QString& suffix, void (RegisterPage::*write)(const QString&));
    void report(const QString& file, const QString& error);
    [[nodiscard]] QString html() const;
    [[nodiscard]] const breach::RegisterRow* current() const;

    RoomContext m_context;
    Latest m_read;
    bool m_isStale = true;
    Id m_toReveal;
    std::shared_ptr<const deadline::Lawbook> m_book;
    std::vector<breach::RegisterRow> m_all;
    RegisterModel* m_model;
    Banner* m_banner;
    QStackedWidget* m_stack;
    QLineEdit* m_words;
    QComboBox* m_conclusion;
    QComboBox* m_year;
    QCheckBox* m_gaps;
    QCheckBox* m_exercises;
    QLabel* m_count;
    QTableView* m_table;
    QTextBrowser* m_text;
    QPushButton* m_edit = nullptr;
};

} // namespace bulkhead
