#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QList>

#include <archive.h>
#include <archive_entry.h>

namespace bulkhead::provenance {

/// A file of an archive.
struct Member
{
    QByteArray name;
    QByteArray content;
};

/// An archive of that format, compressed as a whole by `filter`.
inline QByteArray packed(const QList<Member>& members, const char* format, const char* filter = "none",
                         const char* password = nullptr)
{
    QByteArray out(64 << 20, Qt::Uninitialized);
    std::size_t used = 0;
    struct archive* handle = archive_write_new();
    archive_write_set_format_by_name(handle, format);
    if (qstrcmp(filter, "none") != 0) {
        archive_write_add_filter_by_name(handle, filter);
    }
    if (password != nullptr) {
        archive_write_set_options(handle, "zip:encryption=traditional");
        archive_write_set_passphrase(handle, password);
    }
    archive_write_open_memory(handle, out.data(), static_cast<std::size_t>(out.size()), &used);
    for (const Member& member : members) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, member.name.constData());
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0600);
        archive_entry_set_size(entry, member.content.size());
        archive_write_header(handle, entry);
        archive_write_data(handle, member.content.constData(), static_cast<std::size_t>(member.content.size()));
        archive_entry_free(entry);
    }
    archive_write_close(handle);
    archive_write_free(handle);
    out.resize(static_cast<qsizetype>(used));
    return out;
}

/// A PDF with these lines on its pages; `more` goes into the trailer.
inline QByteArray pdf(const QList<QByteArrayList>& pages, const QByteArray& more = {})
{
    QByteArrayList objects{"<< /Type /Catalog /Pages 2 0 R >>", {}};
    QByteArray kids;
    for (const QByteArrayList& lines : pages) {
        QByteArray text = "BT /F1 10 Tf 14 TL 50 750 Td\n";
        for (QByteArray line : lines) {
            text += '(' + line.replace('(', "\\(").replace(')', "\\)") + ") Tj T*\n";
        }
        text += "ET";
        const QByteArray page = QByteArray::number(objects.size() + 1);
        const QByteArray content = QByteArray::number(objects.size() + 2);
        kids += page + " 0 R ";
        objects.append("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents " + content
                       + " 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> "
                         ">>");
        objects.append("<< /Length " + QByteArray::number(text.size()) + " >>\nstream\n" + text + "\nendstream");
    }
    objects[1] = "<< /Type /Pages /Count " + QByteArray::number(pages.size()) + " /Kids [" + kids + "] >>";
    QByteArray out = "%PDF-1.4\n";
    QByteArray places = "0000000000 65535 f \n";
    for (qsizetype i = 0; i < objects.size(); ++i) {
        places += QByteArray::number(out.size()).rightJustified(10, '0') + " 00000 n \n";
        out += QByteArray::number(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    const QByteArray size = QByteArray::number(objects.size() + 1);
    return out + "xref\n0 " + size + '\n' + places + "trailer << /Size " + size + " /Root 1 0 R " + more
        + " >>\nstartxref\n" + QByteArray::number(out.size()) + "\n%%EOF\n";
}

} // namespace bulkhead::provenance
