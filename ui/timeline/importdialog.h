#pragma once

#include "models/timeline/importer.h"
#include "ui/common/formdialog.h"
#include "ui/common/latest.h"

#include <memory>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QTableWidget;

namespace bulkhead {

class Session;

/// How a file is read into the timeline: its format, what its columns say, and what the file itself does not tell.
/// Shows the first rows as they would be taken, and asks only for what is missing.
class ImportDialog : public FormDialog
{
    Q_OBJECT

public:
    ImportDialog(Session& session, std::shared_ptr<const timeline::Presets> presets, QString file,
                 QWidget* parent = nullptr);

    [[nodiscard]] timeline::ImportWish wish() const;
    [[nodiscard]] const QString& file() const { return m_file; }
    [[nodiscard]] std::shared_ptr<const timeline::Presets> presets() const { return m_presets; }
    /// The first rows are shown as the choices stand.
    [[nodiscard]] bool isSettled() const { return m_previewed.isSettled(); }

private:
    void setupFields();
    void preview();
    void show(const timeline::ImportPreview& preview);
    void showColumns(const timeline::ImportPreview& preview);
    void showRows(const timeline::ImportPreview& preview);
    [[nodiscard]] QString problem() const;

    Session& m_session;
    std::shared_ptr<const timeline::Presets> m_presets;
    QString m_file;
    Latest m_previewed;
    timeline::ImportPreview m_shown;
    QString m_failure; ///< why the first rows could not be read
    std::vector<timeline::ColumnMeaning> m_corrections;
    QComboBox* m_format;
    QComboBox* m_zone;
    QComboBox* m_order;
    QComboBox* m_surface;
    QLineEdit* m_source;
    QCheckBox* m_once;
    QTableWidget* m_columns;
    QTableWidget* m_rows;
    QLabel* m_account;
};

} // namespace bulkhead
