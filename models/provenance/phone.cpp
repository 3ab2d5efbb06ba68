#include "models/provenance/phone.h"

#include "models/provenance/decoder.h"
#include "models/provenance/fold.h"

#include "models/base/unicode.h"

namespace bulkhead::provenance {

namespace {
/// Length of the country calling code (ITU-T E.164) at the front of international digits. One digit: 1 and 7; the
/// two-digit codes are listed; all others have three.
std::size_t callingCodeSize(std::string_view digits)
{
    static constexpr std::string_view two[] = {"20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41",
                                               "43", "44", "45", "46", "47", "48", "49", "51", "52", "53", "54",
                                               "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66",
                                               "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98"};
    if (digits.starts_with('1') || digits.starts_with('7')) {
        return 1;
    }
    for (const auto code : two) {
        if (digits.starts_with(code)) {
            return 2;
        }
    }
    return 3;
}
} // namespace

bool normalisePhone(std::string_view text, std::string& out)
{
    std::string folded;
    if (!isAscii(text)) {
        folded = nfkcFolded(text);
        text = folded;
    }
    text = trimmed(text);
    if (text.size() > 4 && (text.starts_with("tel:") || text.starts_with("Tel:"))) {
        text.remove_prefix(4);
    }
    char digits[32];
    std::size_t count = 0;
    bool plus = false;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            if (count == sizeof digits) {
                return false;
            }
            digits[count++] = c;
        } else if (c == '+') {
            if (count > 0) {
                return false;
            }
            plus = true;
        } else if (c == 'x' || c == 'X' || c == '#' || c == ';' || c == 'e' || c == 'E' || c == ',') {
            break; // an extension: x12, ext. 12, #12, ;ext=12
        } else if (c != ' ' && c != '-' && c != '.' && c != '/' && c != '(' && c != ')' && c != '\t'
                   && static_cast<unsigned char>(c) < 0x80) {
            return false;
        }
    }
    std::string_view number(digits, count);
    if (!plus && number.starts_with("011") && number.size() > 11) {
        number.remove_prefix(3);
        plus = true;
    } else if (!plus && number.starts_with("00")) {
        number.remove_prefix(2);
        plus = true;
    }
    if (plus) {
        if (number.size() < 8) {
            return false;
        }
        number.remove_prefix(callingCodeSize(number));
    } else if (number.size() == 11 && number[0] == '1' && number[1] >= '2') {
        number.remove_prefix(1); // NANP with its 1
    }
    while (number.starts_with('0')) {
        number.remove_prefix(1);
    }
    if (number.size() < 7 || number.size() > 15) {
        return false;
    }
    if (number.size() > 10) {
        number.remove_prefix(number.size() - 10);
    }
    out.append(number);
    return true;
}

} // namespace bulkhead::provenance
