#pragma once

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace bulkhead {

/// A line for the path of a file or folder, with a button that opens the chooser for it.
class PathEdit : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { ExistingFile, NewFile, ExistingFolder };
    /// `name` is spoken for the line; `title` stands above the chooser.
    PathEdit(Kind kind, const QString& name, const QString& title, QWidget* parent = nullptr);

    [[nodiscard]] QString path() const;
    void setPath(const QString& path);
    [[nodiscard]] QLineEdit* line() const { return m_line; }
    void setSuffix(const QString& suffix) { m_suffix = suffix; }
    void choose();

Q_SIGNALS:
    void edited();
    void submitted(); ///< Enter

private:
    Kind m_kind;
    QString m_title;
    QString m_suffix;
    QLineEdit* m_line;
    QPushButton* m_button;
};

} // namespace bulkhead
