#pragma once

#include "models/incident/casework.h"
#include "ui/common/formdialog.h"

#include <QStringList>

class QLineEdit;
class QPlainTextEdit;

namespace bulkhead {

class MomentEdit;

/// What is to be said of files that are taken into evidence together.
class IntakeDialog : public FormDialog
{
    Q_OBJECT

public:
    IntakeDialog(const QStringList& files, const QString& by, qint64 now, QWidget* parent);
    /// Name and size are filled in for each file.
    [[nodiscard]] Evidence about() const;

private:
    QLineEdit* m_source;
    MomentEdit* m_acquired;
    QLineEdit* m_by;
    QPlainTextEdit* m_note;
};

/// Explains what extracting means and asks where to and why.
class ExtractDialog : public FormDialog
{
    Q_OBJECT

public:
    ExtractDialog(const Evidence& evidence, QWidget* parent);
    [[nodiscard]] QString file() const;
    [[nodiscard]] QString why() const;

private:
    void browse(const QString& name);

    QLineEdit* m_file;
    QPlainTextEdit* m_why;
};

/// Where the material was seen.
class SightingDialog : public FormDialog
{
    Q_OBJECT

public:
    SightingDialog(const std::optional<Sighting>& before, qint64 now, QWidget* parent);
    [[nodiscard]] Sighting sighting() const;

private:
    Sighting m_before;
    QLineEdit* m_url;
    MomentEdit* m_first;
    MomentEdit* m_last;
    MomentEdit* m_removed;
    QPlainTextEdit* m_note;
};

} // namespace bulkhead
