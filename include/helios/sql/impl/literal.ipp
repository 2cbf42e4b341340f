// helios/sql/impl/literal.ipp -- what stands between the quotes: names folded, escapes undone.
//
// Errors    PostgreSQL's: 22025 invalid_escape_sequence, 22021 invalid byte sequence, 42601 for a
//           \u that is no character
// Source    PostgreSQL 15's manual, section 4.1.2
#pragma once

#include <helios/sql/impl/state.hpp>

#include <string>

namespace helios::sql::grammar {
namespace decoding {

[[noreturn]] inline void fail(context c, std::size_t at, sqlstate_code code, char const* message,
                              char const* hint) {
  throw error(code, message).hint(hint).at(character_position(c->text, at));
}

[[nodiscard]] inline int hex_digit(char x) noexcept {
  if (x >= '0' && x <= '9') return x - '0';
  char const lower = to_lower(x);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

inline void append_utf8(std::string& out, std::uint32_t code) {
  auto const put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80)
    put(code);
  else if (code < 0x800)
    put(0xc0 | (code >> 6)), put(0x80 | (code & 0x3f));
  else if (code < 0x10000)
    put(0xe0 | (code >> 12)), put(0x80 | ((code >> 6) & 0x3f)), put(0x80 | (code & 0x3f));
  else {
    put(0xf0 | (code >> 18)), put(0x80 | ((code >> 12) & 0x3f));
    put(0x80 | ((code >> 6) & 0x3f)), put(0x80 | (code & 0x3f));
  }
}

// Undoes one quoted text; `at` is a byte offset in the whole text, so that errors know their place.
class decoder {
 public:
  decoder(context c, token const& t, std::size_t prefix, char quote)
      : c_(c), at_(t.offset + prefix), end_(t.end()), quote_(quote) {}

  // Calls take(character) at each character that is not the quoting itself, until the token ends.
  template <class Take>
  void each(Take take) {
    while (at_ < end_) {
      if (peek() != quote_) {
        take();
      } else if (at_ + 1 < end_ && peek(1) == quote_) {
        out_.push_back(quote_);
        at_ += 2;
      } else if (quote_ == '"' || !next_segment()) {
        return;
      }
    }
  }

  void plain() {
    if (high_ != 0) broken_pair(at_);
    out_.push_back(c_->text[at_++]);
  }

  // E'..': \n \t \x41 \101 \u0041
  void escaped() {
    if (peek() != '\\') return plain();
    std::size_t const begin = at_++;
    char const kind = c_->text[at_++];
    if (high_ != 0 && kind != 'u' && kind != 'U') broken_pair(begin);
    switch (kind) {
      case 'b': return out_.push_back('\b');
      case 'f': return out_.push_back('\f');
      case 'n': return out_.push_back('\n');
      case 'r': return out_.push_back('\r');
      case 't': return out_.push_back('\t');
      case 'v': return out_.push_back('\v');
      case 'u': return code_point(begin, 4, true);
      case 'U': return code_point(begin, 8, true);
      case 'x': {
        int value = 0, digits = 0;
        for (; digits != 2 && hex_digit(peek()) >= 0; ++digits)
          value = value * 16 + hex_digit(c_->text[at_++]);
        if (digits == 0) return out_.push_back('x');
        return byte(begin, value);
      }
      default: break;
    }
    if (kind < '0' || kind > '7') return out_.push_back(kind);
    int value = kind - '0';
    for (int digits = 1; digits != 3 && peek() >= '0' && peek() <= '7'; ++digits)
      value = value * 8 + c_->text[at_++] - '0';
    byte(begin, value & 0xff);
  }

  // U&'..': \0041 \+000041 \\, with any escape character
  void unicode(char escape) {
    if (peek() != escape) return plain();
    std::size_t const begin = at_++;
    if (peek() == escape) return plain();
    if (peek() == '+') return ++at_, code_point(begin, 6, false);
    code_point(begin, 4, false);
  }

  [[nodiscard]] std::string_view finish() {
    if (high_ != 0) broken_pair(end_ - 1);
    if (raw_) check_utf8();
    return c_->memory.copy(out_);
  }

 private:
  [[nodiscard]] char peek(std::size_t n = 0) const noexcept {
    return at_ + n < end_ ? c_->text[at_ + n] : '\0';
  }
  // After a closing quote: the next opening one, which only blanks and comments precede (the
  // scanner has seen to that), or the end of the token.
  bool next_segment() {
    static constexpr std::string_view blanks = " \t\n\r\f\v";
    for (std::size_t p = at_ + 1; p < end_; ++p) {
      if (c_->text[p] == quote_) return at_ = p + 1, true;
      if (blanks.find(c_->text[p]) == std::string_view::npos)
        while (p < end_ && c_->text[p] != '\n' && c_->text[p] != '\r') ++p;
    }
    return at_ = end_, false;
  }

  void byte(std::size_t begin, int value) {
    if (value == 0)
      fail(c_, begin, errc::invalid_byte_sequence,
           "invalid byte sequence for encoding \"UTF8\": 0x00", "");
    raw_ |= value >= 0x80;
    out_.push_back(static_cast<char>(value));
  }
  [[noreturn]] void broken_pair(std::size_t begin) const {
    fail(c_, begin, errc::syntax_error, "invalid Unicode surrogate pair", "");
  }
  void code_point(std::size_t begin, int digits, bool escape_string) {
    std::uint32_t code = 0;
    for (int i = 0; i != digits; ++i) {
      int const digit = hex_digit(peek());
      if (digit < 0)
        fail(c_, begin, escape_string ? errc::invalid_escape_sequence : errc::syntax_error,
             "invalid Unicode escape",
             escape_string ? "Unicode escapes must be \\uXXXX or \\UXXXXXXXX."
                           : "Unicode escapes must be \\XXXX or \\+XXXXXX.");
      code = code * 16 + static_cast<std::uint32_t>(digit);
      ++at_;
    }
    bool const low = code >= 0xdc00 && code < 0xe000;
    if (low != (high_ != 0)) broken_pair(begin);
    if (low) code = 0x10000 + ((std::exchange(high_, 0U) - 0xd800) << 10) + (code - 0xdc00);
    if (code >= 0xd800 && code < 0xdc00) {
      high_ = code;
      return;
    }
    if (code == 0 || code > 0x10ffff)
      fail(c_, begin, errc::syntax_error, "invalid Unicode escape value", "");
    append_utf8(out_, code);
  }
  // \xNN can build bytes that are no UTF-8.
  void check_utf8() const {
    auto const byte_at = [this](std::size_t i) {
      return i < out_.size() ? static_cast<unsigned char>(out_[i]) : 0U;
    };
    for (std::size_t i = 0; i < out_.size();) {
      unsigned const lead = byte_at(i);
      std::size_t const n = lead < 0x80                   ? 1
                            : lead >= 0xc2 && lead < 0xe0 ? 2
                            : lead >= 0xe0 && lead < 0xf0 ? 3
                            : lead >= 0xf0 && lead < 0xf5 ? 4
                                                          : 0;
      bool good = n != 0;
      for (std::size_t k = 1; good && k < n; ++k) good = (byte_at(i + k) & 0xc0) == 0x80;
      unsigned const second = byte_at(i + 1);
      good = good && !(lead == 0xe0 && second < 0xa0) && !(lead == 0xed && second > 0x9f) &&
             !(lead == 0xf0 && second < 0x90) && !(lead == 0xf4 && second > 0x8f);
      if (!good)
        fail(c_, at_ < end_ ? at_ : end_ - 1, errc::invalid_byte_sequence,
             "invalid byte sequence for encoding \"UTF8\"", "");
      i += n;
    }
  }

  context c_;
  std::size_t at_, end_;
  char quote_;
  std::uint32_t high_ = 0;  // the first half of a surrogate pair
  bool raw_ = false;
  std::string out_;
};

[[nodiscard]] inline std::string_view decode_unicode(context c, token const& t, char quote) {
  std::string_view const raw = c->text_of(t);
  char escape = '\\';
  token quoted = t;
  // UESCAPE '!' is the token's tail when it ends in a quote that the quoted text does not reach.
  if (raw.size() > 12 && raw[raw.size() - 3] == '\'' && raw.back() == '\'') {
    std::size_t const end = raw.find_last_not_of(" \t\n\r\f\v", raw.size() - 4);
    std::string_view const before = raw.substr(0, end + 1);
    auto const same_tail = [&] {
      if (before.size() < 7) return false;
      std::string_view const tail = before.substr(before.size() - 7);
      for (std::size_t i = 0; i != 7; ++i)
        if (to_lower(tail[i]) != "uescape"[i]) return false;
      std::size_t const last = before.substr(0, before.size() - 7).find_last_not_of(" \t\n\r\f\v");
      return last != std::string_view::npos && last > 2 && before[last] == quote;
    };
    if (same_tail()) {
      escape = raw[raw.size() - 2];
      if (hex_digit(escape) >= 0 ||
          std::string_view("+'\" \t\n\r\f\v").find(escape) != std::string_view::npos)
        fail(c, t.offset + raw.size() - 3, errc::syntax_error, "invalid Unicode escape character",
             "");
      quoted.length = static_cast<std::uint32_t>(before.size() - 7);
    }
  }
  decoder d(c, quoted, 3, quote);
  d.each([&] { d.unicode(escape); });
  return d.finish();
}

}  // namespace decoding

ast::name decode_name(context c, token const& t) {
  std::string_view const raw = c->text_of(t);
  if (raw.front() == '"') {
    if (!t.decode) return {raw.substr(1, raw.size() - 2)};
    decoding::decoder d(c, t, 1, '"');
    d.each([&] { d.plain(); });
    return {d.finish()};
  }
  if (!t.decode) return {raw};
  if (raw.size() > 3 && raw[1] == '&' && raw[2] == '"')
    return {decoding::decode_unicode(c, t, '"')};
  auto* const folded = static_cast<char*>(c->memory.allocate(raw.size(), 1));
  for (std::size_t i = 0; i != raw.size(); ++i) folded[i] = to_lower(raw[i]);
  return {{folded, raw.size()}};
}

std::string_view decode_string(context c, token const& t) {
  std::string_view const raw = c->text_of(t);
  if (raw.front() == '\'' && !t.decode) return raw.substr(1, raw.size() - 2);
  if (raw.front() == '$') {
    std::size_t const tag = raw.find('$', 1) + 1;
    return raw.substr(tag, raw.size() - 2 * tag);
  }
  if (raw.front() != '\'' && raw.size() > 2 && raw[1] == '&')
    return decoding::decode_unicode(c, t, '\'');
  bool const prefixed = raw.front() != '\'';
  bool const escapes = to_lower(raw.front()) == 'e';
  decoding::decoder d(c, t, prefixed ? 2 : 1, '\'');
  if (escapes)
    d.each([&] { d.escaped(); });
  else
    d.each([&] { d.plain(); });
  return d.finish();
}

}  // namespace helios::sql::grammar
