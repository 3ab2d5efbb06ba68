#pragma once

#include <QByteArray>
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

} // namespace bulkhead::provenance
