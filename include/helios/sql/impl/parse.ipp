// helios/sql/impl/parse.ipp -- from text to statements, and from the furthest failure to an error.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/sql/parse.hpp>

#include <helios/sql/impl/grammar/rules.hpp>
#include <helios/types/text.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace helios::sql {
namespace parsing {

using grammar::context;
using grammar::iterator;
using grammar::state;

[[nodiscard]] inline std::string describe(std::size_t what) {
  if (what == static_cast<std::size_t>(grammar::expected::name)) return "a name";
  if (what == static_cast<std::size_t>(grammar::expected::expression)) return "an expression";
  if (what == static_cast<std::size_t>(grammar::expected::type)) return "a type";
  auto const kind = static_cast<token_kind>(what);
  if (is_keyword(kind)) {
    std::string word(keyword_of(kind).text);
    for (char& c : word) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return word;
  }
  switch (kind) {
    case token_kind::end:
    case token_kind::semicolon: return "the end of the statement";
    case token_kind::string: return "a string";
    case token_kind::integer: return "an integer";
    case token_kind::decimal: return "a number";
    case token_kind::open: return "\"(\"";
    case token_kind::close: return "\")\"";
    case token_kind::open_square: return "\"[\"";
    case token_kind::close_square: return "\"]\"";
    case token_kind::comma: return "\",\"";
    case token_kind::dot: return "\".\"";
    case token_kind::colon: return "\":\"";
    case token_kind::equal: return "\"=\"";
    case token_kind::star: return "\"*\"";
    case token_kind::op: return "an operator";
    default: return "";
  }
}

/// The number of letters to change, add, drop or swap; more than 2 counts as 3.
[[nodiscard]] inline std::size_t distance(std::string_view a, std::string_view b) {
  std::size_t const longest = 24;
  if (a.size() > longest || b.size() > longest) return 3;
  std::size_t rows[3][longest + 1]{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    auto const& above = rows[(i + 2) % 3];
    auto const& before = rows[(i + 1) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      bool const equal = to_lower(a[i - 1]) == to_lower(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (equal ? 0 : 1)});
      if (i > 1 && j > 1 && to_lower(a[i - 1]) == to_lower(b[j - 2]) &&
          to_lower(a[i - 2]) == to_lower(b[j - 1]))
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return std::min<std::size_t>(rows[a.size() % 3][b.size()], 3);
}

[[nodiscard]] inline std::string hint_from(grammar::expected_set const& could_follow,
                                           std::string_view found) {
  std::vector<std::string> all;
  std::string nearest;
  std::size_t near = 3;
  for (std::size_t i = 0; i != could_follow.size(); ++i) {
    std::string what = could_follow[i] ? describe(i) : std::string();
    if (what.empty()) continue;
    std::size_t const d =
        found.size() < 3 || !is_keyword(static_cast<token_kind>(i)) ? 3 : distance(found, what);
    if (d < near && d < what.size() / 2) near = d, nearest = what;
    if (std::find(all.begin(), all.end(), what) == all.end()) all.push_back(std::move(what));
  }
  if (!nearest.empty()) return "Perhaps you meant " + nearest + ".";
  std::size_t const readable = 10;
  if (all.empty() || all.size() > readable) return {};
  std::string out = "Expected: " + all.front();
  for (std::size_t i = 1; i != all.size(); ++i)
    out += (i + 1 == all.size() ? " or " : ", ") + all[i];
  return out += '.';
}

[[nodiscard]] inline char const* message_of(lexical_error what) noexcept {
  switch (what) {
    case lexical_error::unterminated_string: return "unterminated quoted string";
    case lexical_error::unterminated_name: return "unterminated quoted identifier";
    case lexical_error::unterminated_dollar_string: return "unterminated dollar-quoted string";
    case lexical_error::unterminated_comment: return "unterminated /* comment";
    case lexical_error::unterminated_bits: return "unterminated bit string literal";
    case lexical_error::unterminated_hex: return "unterminated hexadecimal string literal";
    case lexical_error::empty_name: return "zero-length delimited identifier";
    case lexical_error::junk_after_number: return "trailing junk after numeric literal";
    case lexical_error::junk_after_parameter: return "trailing junk after parameter";
    case lexical_error::parameter_out_of_range: return "parameter number out of range";
  }
  HELIOS_UNREACHABLE();
}

/// The PostgreSQL statement that begins a failed one and that helios does not have: CREATE TRIGGER.
[[nodiscard]] inline std::string foreign_statement(state const& in) {
  static constexpr std::string_view alone[] = {
      "call",   "close",    "cluster", "declare", "discard",  "fetch",
      "grant",  "import",   "load",    "listen",  "lock",     "move",
      "notify", "reassign", "revoke",  "rotate",  "security", "unlisten"};
  static constexpr std::string_view objects[] = {
      "access",     "aggregate",    "cast",     "collation",  "constraint", "conversion",
      "event",      "foreign",      "function", "group",      "language",   "operator",
      "procedure",  "publication",  "role",     "routine",    "rule",       "server",
      "statistics", "subscription", "system",   "tablespace", "text",       "transform",
      "trigger",    "user"};
  auto const upper_of = [&in](token const& t) {
    std::string word(in.text_of(t));
    for (char& c : word) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return word;
  };
  auto const among = [](auto const& words, std::string const& upper) {
    return std::any_of(std::begin(words), std::end(words), [&](std::string_view w) {
      return std::equal(w.begin(), w.end(), upper.begin(), upper.end(),
                        [](char a, char b) { return a == to_lower(b); });
    });
  };
  token const* first = in.furthest;
  while (first != in.begin && first[-1].kind != token_kind::semicolon) --first;
  std::string const verb = upper_of(*first), last = upper_of(*in.furthest);
  if (verb == "CREATE" && last == "PARTITION") return "PARTITION BY";
  if (first == in.furthest) return among(alone, last) ? last : std::string();
  std::ptrdiff_t const words = in.furthest - first;
  bool const replaces = words == 3 && upper_of(first[1]) == "OR" && upper_of(first[2]) == "REPLACE";
  bool const changes = verb == "CREATE" || verb == "ALTER" || verb == "DROP";
  if (!changes || !(words == 1 || replaces) || !among(objects, last)) return {};
  return verb + ' ' + last;
}

[[noreturn]] inline void raise(state const& in) {
  token const& t = *in.furthest;
  std::size_t const position = character_position(in.text, t.offset);
  std::string_view const found = in.text_of(t);
  if (std::string const statement = foreign_statement(in); !statement.empty())
    throw error(errc::feature_not_supported, statement + " is not supported").at(position);
  if (t.kind == token_kind::end) {
    throw error(errc::syntax_error, "syntax error at end of input")
        .hint(hint_from(in.could_follow, {}))
        .at(position);
  }
  std::string const near = " at or near \"" + std::string(found) + "\"";
  if (t.kind == token_kind::invalid) {
    throw error(errc::syntax_error, message_of(static_cast<lexical_error>(t.aux)) + near)
        .at(position);
  }
  throw error(errc::syntax_error, "syntax error" + near)
      .hint(hint_from(in.could_follow, found))
      .at(position);
}

// One parse of the whole text: tokens once, and if the grammar refuses them, a second time for the
// hint.
class run {
 public:
  run(std::string_view text, arena& memory, parse_limits const& limits)
      : in_{memory.copy(text), memory} {
    types::check_utf8(in_.text);
    in_.max_levels = limits.levels;
    tokenize(in_.text, tokens_);
    in_.begin = in_.furthest = tokens_.data();
    std::size_t questions = 0;
    for (token const& t : tokens_) questions += t.kind == token_kind::question ? 1 : 0;
    if (questions != 0) {
      in_.parameters_through = static_cast<std::uint32_t*>(
          memory.allocate(questions * sizeof(std::uint32_t), alignof(std::uint32_t)));
      std::fill_n(in_.parameters_through, questions, 0U);
    }
  }

  template <class Parse>
  void operator()(Parse parse) {
    in_.stack_end = stack_floor();
    arena::mark const before = in_.memory.here();
    if (parse(&in_, tokens_.data(), &tokens_.back())) return;
    in_.memory.rewind(before);
    in_.goal = in_.furthest;
    in_.level = in_.height = 0;
    in_.questions_before = 0;
    static_cast<void>(parse(&in_, tokens_.data(), &tokens_.back()));
    raise(in_);
  }

 private:
  state in_;
  std::vector<token> tokens_;
};

// What the binder asks of a statement: its text and how many parameters it has.
inline void finish(context c, ast::statement& s, iterator begin, iterator end) {
  s.at.offset = begin->offset;
  s.end.offset = (end - 1)->end();
  std::uint32_t most = 0;
  for (iterator t = begin; t != end; ++t) {
    if (t->kind == token_kind::parameter) most = std::max(most, t->aux);
    if (t->kind == token_kind::question)
      most = std::max(most, c->parameters_through[t->aux] - c->questions_before);
  }
  s.parameters = static_cast<std::uint16_t>(std::min<std::uint32_t>(most, 65535));
  for (iterator t = end; t-- != begin;) {
    if (t->kind != token_kind::question) continue;
    c->questions_before = c->parameters_through[t->aux];
    break;
  }
}

}  // namespace parsing

std::span<ast::statement* const> parse(std::string_view text, arena& memory, parse_limits limits) {
  ast::list<ast::statement*> found;
  parsing::run(text, memory,
               limits)([&](grammar::context c, grammar::iterator f, grammar::iterator l) {
    found = {};
    while (f != l) {
      if (f->kind == token_kind::semicolon) {
        ++f;
        continue;
      }
      grammar::iterator const begin = f;
      ast::ref<ast::statement> s;
      c->height = 0;
      if (!grammar::statement_rule::parse(f, l, c, s)) return false;
      if (f != l && f->kind != token_kind::semicolon)
        return grammar::fail_at(c, f, token_kind::semicolon);
      parsing::finish(c, *s.unlocked(), begin, f);
      found.append(c->memory, s.unlocked());
    }
    return true;
  });
  return {found.begin(), found.size()};
}

ast::expression* parse_expression(std::string_view text, arena& memory, parse_limits limits) {
  ast::ref<ast::expression> found;
  parsing::run(text, memory,
               limits)([&](grammar::context c, grammar::iterator f, grammar::iterator l) {
    return grammar::expression.climb(f, l, c, found) &&
           (f == l || grammar::fail_at(c, f, token_kind::end));
  });
  return found.unlocked();
}

}  // namespace helios::sql
