// helios/types/impl/jsonb_key.hpp -- a jsonb out of its key.
#pragma once

#include <helios/base/error.hpp>
#include <helios/types/json_text.hpp>
#include <helios/types/text.hpp>

#include <vector>

namespace helios::types::detail {

/// Next: a callable that gives the key's bytes one by one and throws behind the last.
template <class Next>
class jsonb_key_reader {
 public:
  explicit jsonb_key_reader(Next next) : next_(std::move(next)) {}

  /// The canonical text. XX001
  [[nodiscard]] std::string read() {
    do {
      read_value();
      while (!levels_.empty() && levels_.back().left == 0) close();
      if (!levels_.empty()) separate();
    } while (!levels_.empty());
    if (!is_utf8(out_)) throw_damaged();
    try {
      return canonical_json(out_);
    } catch (error const&) {
      throw_damaged();
    }
  }

 private:
  struct level {
    bool object, fresh;
    std::uint32_t left;
  };

  [[noreturn]] static void throw_damaged() {
    throw error(errc::data_corrupted, "a stored key is damaged");
  }

  void read_value() {
    switch (next_()) {
      case 1:
        if (!levels_.empty()) throw_damaged();
        out_ += "[]";
        return;
      case 2: out_ += "null"; return;
      case 3: append_quoted(out_, read_string()); return;
      case 4: return read_number();
      case 5: out_ += "false"; return;
      case 6: out_ += "true"; return;
      case 7: return open(false);
      case 8: return open(true);
      default: throw_damaged();
    }
  }
  [[nodiscard]] std::string read_string() {
    std::string s;
    for (unsigned c = next_(); c != 0; c = next_()) s += static_cast<char>(c);
    return s;
  }
  void read_number() {
    bool const negative = next_() == 4;
    unsigned const flip = negative ? 0xff : 0;
    auto const digit = [&] { return next_() ^ flip; };
    unsigned whole = digit() << 8;
    whole |= digit();
    if (negative) out_ += '-';
    std::size_t n = 0;
    for (unsigned c = digit(); c != 0; c = digit(), ++n) {
      if (n == whole) out_ += '.';
      out_ += static_cast<char>(c);
    }
    if (n < whole) throw_damaged();
  }
  void open(bool object) {
    std::uint32_t n = 0;
    for (int i = 0; i != 4; ++i) n = n << 8 | next_();
    out_ += object ? '{' : '[';
    levels_.push_back({object, true, n});
  }
  void close() {
    out_ += levels_.back().object ? '}' : ']';
    levels_.pop_back();
  }
  void separate() {
    level& l = levels_.back();
    if (!l.fresh) out_ += ", ";
    l.fresh = false;
    --l.left;
    if (!l.object) return;
    append_quoted(out_, read_string());
    out_ += ": ";
  }

  Next next_;
  std::string out_;
  std::vector<level> levels_;
};

}  // namespace helios::types::detail
