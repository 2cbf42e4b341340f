// helios/sql/impl/lexer.ipp -- the scanner: one pass over the text, brackets matched on the way.
#pragma once

#include <helios/sql/impl/characters.ipp>
#include <helios/sql/token.hpp>

#include <limits>

namespace helios::sql {
namespace lexing {

class scanner {
 public:
  scanner(std::string_view text, std::vector<token>& out)
      : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()), out_(out) {}

  void run() {
    out_.clear();
    out_.reserve(static_cast<std::size_t>(end_ - begin_) / 4 + 2);
    while (skip_blanks() && at_ != end_ && next()) {
    }
    token last;
    last.offset = static_cast<std::uint32_t>(end_ - begin_);
    out_.push_back(last);
    // A bracket still open is classified too: the place of a later error depends on it.
    while (!open_.empty()) close_bracket(0);
  }

 private:
  [[nodiscard]] bool is(char const* p, std::uint8_t bits) const noexcept {
    return p != end_ && (classes[static_cast<unsigned char>(*p)] & bits) != 0;
  }
  [[nodiscard]] char peek(std::size_t n) const noexcept {
    return static_cast<std::size_t>(end_ - at_) > n ? at_[n] : '\0';
  }

  token& push(token_kind kind, char const* to) {
    token& t = out_.emplace_back();
    t.kind = kind;
    t.offset = static_cast<std::uint32_t>(at_ - begin_);
    t.length = static_cast<std::uint32_t>(to - at_);
    at_ = to;
    return t;
  }
  bool fail(lexical_error what, char const* to) {
    push(token_kind::invalid, to).aux = static_cast<std::uint32_t>(what);
    return to != end_;
  }

  // false: the text ended inside a comment, which is a token of its own then.
  bool skip_blanks() {
    for (;;) {
      while (is(at_, space)) ++at_;
      if (peek(0) == '-' && peek(1) == '-') {
        while (at_ != end_ && *at_ != '\n' && *at_ != '\r') ++at_;
      } else if (peek(0) == '/' && peek(1) == '*') {
        if (!skip_comment()) return false;
      } else {
        return true;
      }
    }
  }
  bool skip_comment() {
    std::size_t depth = 0;
    for (char const* p = at_; end_ - p >= 2;) {
      if (p[0] == '/' && p[1] == '*')
        ++depth, p += 2;
      else if (p[0] == '*' && p[1] == '/') {
        p += 2;
        if (--depth == 0) return at_ = p, true;
      } else
        ++p;
    }
    return fail(lexical_error::unterminated_comment, end_);
  }

  // One token; false: the rest of the text is part of an invalid one.
  bool next() {
    char const c = *at_;
    if (is(at_, begin)) return word();
    if (is(at_, digit)) return number();
    switch (c) {
      case '\'': return string(1, token_kind::string, lexical_error::unterminated_string, false);
      case '"': return quoted_name(1);
      case '$': return dollar();
      case '?': return question();
      case '(': return open();
      case ')': return close();
      case '[': return push(token_kind::open_square, at_ + 1), true;
      case ']': return push(token_kind::close_square, at_ + 1), true;
      case ',': return push(token_kind::comma, at_ + 1), true;
      case ';': return push(token_kind::semicolon, at_ + 1), true;
      case '.':
        if (is(at_ + 1, digit)) return number();
        return peek(1) == '.' ? push(token_kind::dots, at_ + 2) : push(token_kind::dot, at_ + 1),
               true;
      case ':':
        if (peek(1) == ':') return push(token_kind::casts, at_ + 2), true;
        if (peek(1) == '=') return push(token_kind::becomes, at_ + 2), true;
        return push(token_kind::colon, at_ + 1), true;
      default:
        if (is(at_, sign)) return operation();
        return push(token_kind::other, at_ + 1), true;
    }
  }

  bool word() {
    char const first = to_lower(*at_);
    if (peek(1) == '\'') {
      if (first == 'e')
        return string(2, token_kind::string, lexical_error::unterminated_string, true);
      if (first == 'n')
        return string(2, token_kind::string, lexical_error::unterminated_string, false);
      if (first == 'b') return string(2, token_kind::bits, lexical_error::unterminated_bits, false);
      if (first == 'x') return string(2, token_kind::hex, lexical_error::unterminated_hex, false);
    }
    if (first == 'u' && peek(1) == '&') {
      if (peek(2) == '\'')
        return unicode(string(3, token_kind::string, lexical_error::unterminated_string, false));
      if (peek(2) == '"') return unicode(quoted_name(3));
    }
    std::uint32_t hash = hash_seed;
    bool upper = false;
    char const* p = at_;
    for (; is(p, inside); ++p) {
      char const lower = to_lower(*p);
      upper |= lower != *p;
      hash = hash_step(hash, lower);
    }
    token& t = push(token_kind::name, p);
    t.decode = upper;
    t.classes = word_class::plain | word_class::bare;
    std::string_view const text(begin_ + t.offset, t.length);
    for (std::size_t at = hash_slot(hash); keyword_slots[at] != 0; at = (at + 1) % slots) {
      keyword const& k = keywords[keyword_slots[at] - 1U];
      if (!same_word(k.text, text)) continue;
      t.kind =
          static_cast<token_kind>(static_cast<unsigned>(first_keyword) + keyword_slots[at] - 1U);
      t.classes = k.classes;
      break;
    }
    return true;
  }
  [[nodiscard]] static bool same_word(std::string_view lower, std::string_view text) noexcept {
    if (lower.size() != text.size()) return false;
    for (std::size_t i = 0; i != lower.size(); ++i)
      if (lower[i] != to_lower(text[i])) return false;
    return true;
  }

  // The end of a quoted text whose opening quote stands before p; nullptr: the text ends first.
  [[nodiscard]] char const* skip_quoted(char const* p, char quote, bool escapes,
                                        bool& decode) const noexcept {
    for (; p != end_; ++p) {
      if (escapes && *p == '\\' && p + 1 != end_)
        ++p;
      else if (*p == quote) {
        if (p + 1 == end_ || p[1] != quote) return p + 1;
        decode = true;
        ++p;
      }
    }
    return nullptr;
  }
  // 'a' <newline> 'b' is one string: the place after the next opening quote; nullptr if there is
  // none.
  [[nodiscard]] char const* continuation(char const* p) const noexcept {
    bool line = false;
    for (;; ++p) {
      while (is(p, space)) line |= *p == '\n' || *p == '\r', ++p;
      if (end_ - p < 2 || p[0] != '-' || p[1] != '-') break;
      while (p != end_ && *p != '\n' && *p != '\r') ++p;
      if (p == end_) break;
      line = true;
    }
    return line && p != end_ && *p == '\'' ? p + 1 : nullptr;
  }
  bool string(std::size_t prefix, token_kind kind, lexical_error unterminated, bool escapes) {
    bool decode = prefix != 1;
    char const* p = at_ + prefix;
    for (;;) {
      p = skip_quoted(p, '\'', escapes, decode);
      if (p == nullptr) return fail(unterminated, end_);
      char const* const more = continuation(p);
      if (more == nullptr) break;
      decode = true;
      p = more;
    }
    push(kind, p).decode = decode;
    return true;
  }
  bool quoted_name(std::size_t prefix) {
    bool decode = prefix != 1;
    char const* const p = skip_quoted(at_ + prefix, '"', false, decode);
    if (p == nullptr) return fail(lexical_error::unterminated_name, end_);
    if (p == at_ + prefix + 1) return fail(lexical_error::empty_name, p);
    token& t = push(token_kind::name, p);
    t.decode = decode;
    t.classes = word_class::plain | word_class::bare;
    return true;
  }
  // U&'..' and U&".." own the UESCAPE '!' that may follow them.
  bool unicode(bool scanned) {
    if (!scanned || out_.back().kind == token_kind::invalid) return scanned;
    char const* p = at_;
    while (is(p, space)) ++p;
    if (static_cast<std::size_t>(end_ - p) < 7 || !same_word("uescape", {p, 7})) return true;
    p += 7;
    while (is(p, space)) ++p;
    if (end_ - p < 3 || p[0] != '\'' || p[2] != '\'') return true;
    at_ = p + 3;
    out_.back().length = static_cast<std::uint32_t>(at_ - begin_) - out_.back().offset;
    return true;
  }

  // $1, $$text$$, $tag$text$tag$
  bool dollar() {
    char const* p = at_ + 1;
    if (is(p, digit)) {
      std::uint64_t n = 0;
      for (; is(p, digit); ++p)
        n = n > 0xffffffff ? n : n * 10 + static_cast<std::uint64_t>(*p - '0');
      if (is(p, begin)) return fail(lexical_error::junk_after_parameter, skip_word(p));
      if (n == 0 || n > 65535) return fail(lexical_error::parameter_out_of_range, p);
      push(token_kind::parameter, p).aux = static_cast<std::uint32_t>(n);
      return true;
    }
    if (is(p, begin))
      while (is(p, inside) && *p != '$') ++p;
    if (p == end_ || *p != '$') return push(token_kind::other, at_ + 1), true;
    std::string_view const tag(at_, static_cast<std::size_t>(p + 1 - at_));
    std::string_view const rest(p + 1, static_cast<std::size_t>(end_ - p - 1));
    std::size_t const found = rest.find(tag);
    if (found == std::string_view::npos)
      return fail(lexical_error::unterminated_dollar_string, end_);
    push(token_kind::string, p + 1 + found + tag.size()).decode = true;
    return true;
  }

  [[nodiscard]] char const* skip_word(char const* p) const noexcept {
    while (is(p, inside)) ++p;
    return p;
  }
  bool number() {
    char const* p = at_;
    bool whole = true;
    while (is(p, digit)) ++p;
    if (p != end_ && *p == '.' && (p + 1 == end_ || p[1] != '.')) {
      whole = false;
      ++p;
      while (is(p, digit)) ++p;
    }
    if (p != end_ && to_lower(*p) == 'e') {
      char const* q = p + 1;
      if (q != end_ && (*q == '+' || *q == '-')) ++q;
      if (is(q, digit)) {
        whole = false;
        p = q;
        while (is(p, digit)) ++p;
      }
    }
    // Scanning goes on behind it: `dev-2025a` is the name of a branch.
    if (is(p, begin)) return fail(lexical_error::junk_after_number, skip_word(p)), true;
    push(whole ? token_kind::integer : token_kind::decimal, p);
    return true;
  }

  // `?` joins no operator but jsonb's ?| ?& and @?; the parser tells a parameter from an operator.
  bool question() {
    char const after = peek(1);
    if ((after == '|' && peek(2) != '|') || after == '&')
      return push(token_kind::op, at_ + 2), true;
    push(token_kind::question, at_ + 1).aux = questions_++;
    return true;
  }

  bool operation() {
    char const* p = at_;
    bool special = false;  // one of these lets an operator end in + or -
    for (; is(p, sign); ++p) {
      if (end_ - p >= 2 && ((p[0] == '-' && p[1] == '-') || (p[0] == '/' && p[1] == '*'))) break;
      special |= std::string_view("~!@#%^&|`").find(*p) != std::string_view::npos;
    }
    if (!special)
      while (p - at_ > 1 && (p[-1] == '+' || p[-1] == '-')) --p;
    std::size_t const length = static_cast<std::size_t>(p - at_);
    if (length == 1) {
      if (*at_ == '@' && p != end_ && *p == '?') return push(token_kind::op, p + 1), true;
      return push(single(*at_), p), true;
    }
    token_kind kind = token_kind::op;
    if (length == 2) {
      if (at_[0] == '<' && at_[1] == '=')
        kind = token_kind::less_equal;
      else if (at_[0] == '>' && at_[1] == '=')
        kind = token_kind::greater_equal;
      else if ((at_[0] == '<' && at_[1] == '>') || (at_[0] == '!' && at_[1] == '='))
        kind = token_kind::not_equal;
      else if (at_[0] == '=' && at_[1] == '>')
        kind = token_kind::arrow;
    }
    push(kind, p);
    return true;
  }
  [[nodiscard]] static token_kind single(char c) noexcept {
    switch (c) {
      case '=': return token_kind::equal;
      case '<': return token_kind::less;
      case '>': return token_kind::greater;
      case '+': return token_kind::plus;
      case '-': return token_kind::minus;
      case '*': return token_kind::star;
      case '/': return token_kind::slash;
      case '%': return token_kind::percent;
      case '^': return token_kind::caret;
      default: return token_kind::op;
    }
  }

  bool open() {
    open_.push_back(static_cast<std::uint32_t>(out_.size()));
    push(token_kind::open, at_ + 1);
    return true;
  }
  bool close() {
    auto const index = static_cast<std::uint32_t>(out_.size());
    push(token_kind::close, at_ + 1);
    if (!open_.empty()) close_bracket(index);
    return true;
  }

  // Whether the newest open bracket encloses a query shows in what follows it: a query's first
  // word, or an inner query that goes on as only a query does.
  void close_bracket(std::uint32_t index) {
    std::uint32_t const at = open_.back();
    open_.pop_back();
    out_[at].aux = index;
    token const* const first = &out_[at] + 1;
    if (first >= out_.data() + out_.size()) return;
    bool query = first->kind == token_kind::kw_select || first->kind == token_kind::kw_with ||
                 first->kind == token_kind::kw_table ||
                 (first->kind == token_kind::kw_values && first + 1 < out_.data() + out_.size() &&
                  first[1].kind == token_kind::open);
    if (first->kind == token_kind::open_query && first->aux != 0)
      query = continues_query(out_[first->aux + 1].kind);
    if (query) out_[at].kind = token_kind::open_query;
  }
  [[nodiscard]] static bool continues_query(token_kind kind) noexcept {
    static constexpr token_kind words[] = {
        token_kind::kw_union, token_kind::kw_intersect, token_kind::kw_except, token_kind::kw_order,
        token_kind::kw_limit, token_kind::kw_offset,    token_kind::kw_fetch,  token_kind::kw_for};
    if (kind == token_kind::close) return true;
    for (token_kind const w : words)
      if (kind == w) return true;
    return false;
  }

  char const* begin_;
  char const* at_;
  char const* end_;
  std::vector<token>& out_;
  std::vector<std::uint32_t> open_;
  std::uint32_t questions_ = 0;
};

}  // namespace lexing

void tokenize(std::string_view text, std::vector<token>& out) {
  if (text.size() >= std::numeric_limits<std::uint32_t>::max())
    throw error(errc::program_limit_exceeded, "the SQL text is longer than 4 GiB");
  lexing::scanner(text, out).run();
}

std::size_t character_position(std::string_view text, std::size_t offset) noexcept {
  std::size_t position = 1;
  for (char const c : text.substr(0, offset))
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++position;
  return position;
}

}  // namespace helios::sql
