#include "models/base/unicode.h"

#include <utf8proc.h>

#include <cstdlib>

namespace bulkhead {

namespace {
std::string mapped(std::string_view utf8, int options)
{
    utf8proc_uint8_t* out = nullptr;
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(utf8.data()),
                                   static_cast<utf8proc_ssize_t>(utf8.size()), &out,
                                   static_cast<utf8proc_option_t>(options));
    if (size < 0) {
        return {};
    }
    std::string text(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
    std::free(out);
    return text;
}
constexpr int folding = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
} // namespace

std::string nfc(std::string_view utf8)
{
    return mapped(utf8, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

std::string nfkcFolded(std::string_view utf8)
{
    return mapped(utf8, folding);
}

std::string foldedWithoutMarks(std::string_view utf8)
{
    return mapped(utf8, folding | UTF8PROC_STRIPMARK);
}

} // namespace bulkhead
