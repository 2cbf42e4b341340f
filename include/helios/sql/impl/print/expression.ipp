// helios/sql/impl/print/expression.ipp -- expressions as text, with the brackets that precedence
// asks for.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/sql/impl/print/writer.ipp>
#include <helios/sql/token.hpp>

#include <algorithm>

namespace helios::sql {
namespace printing {

// The strengths of the grammar (impl/grammar/rules.hpp), without its includes.
enum binding : int {
  binds_or = 1,
  binds_and,
  binds_not,
  binds_is,
  binds_comparison,
  binds_membership,
  binds_other,
  binds_additive,
  binds_multiplicative,
  binds_power,
  binds_zone,
  binds_collate,
  binds_sign,
  binds_cast,
  binds_none
};

[[nodiscard]] inline int strength_of(ast::operation const& op) {
  if (!op.schema.empty()) return binds_other;
  std::string_view const s = op.symbol;
  if (s == "=" || s == "<" || s == ">" || s == "<=" || s == ">=" || s == "<>")
    return binds_comparison;
  if (s == "+" || s == "-") return binds_additive;
  if (s == "*" || s == "/" || s == "%") return binds_multiplicative;
  return s == "^" ? binds_power : binds_other;
}

[[nodiscard]] inline int strength_of(ast::expression const& e) {
  using kind = ast::expression_kind;
  switch (e.kind) {
    case kind::unary: {
      auto const& op = static_cast<ast::unary const&>(e).op;
      if (op.symbol == "not") return binds_not;
      return op.schema.empty() && (op.symbol == "+" || op.symbol == "-") ? binds_sign : binds_other;
    }
    case kind::binary: return strength_of(static_cast<ast::binary const&>(e).op);
    case kind::logical:
      return static_cast<ast::logical const&>(e).what == ast::logical::type::or_ ? binds_or
                                                                                 : binds_and;
    case kind::quantified: return binds_comparison;
    case kind::in:
    case kind::between:
    case kind::like: return binds_membership;
    case kind::is: return binds_is;
    case kind::collate: return binds_collate;
    case kind::at_time_zone: return binds_zone;
    case kind::literal:
    case kind::parameter:
    case kind::column:
    case kind::star:
    case kind::case_:
    case kind::cast:
    case kind::call:
    case kind::current:
    case kind::subquery:
    case kind::array:
    case kind::row:
    case kind::subscript:
    case kind::field:
    case kind::default_:
    case kind::grouping: return binds_none;
  }
  HELIOS_UNREACHABLE();
}

inline void put(writer& p, ast::operation const& op) {
  if (op.schema.empty())
    p.text(op.symbol == "not" ? "NOT" : op.symbol);
  else
    p("OPERATOR", "(", op.schema, ".").text(op.symbol), p(")");
}

inline void put(writer& p, ast::literal const& n) {
  switch (n.what) {
    case ast::literal::type::null: return p.text("NULL");
    case ast::literal::type::true_: return p.text("TRUE");
    case ast::literal::type::false_: return p.text("FALSE");
    case ast::literal::type::integer:
    case ast::literal::type::decimal: return p.text(n.text);
    case ast::literal::type::string: return p.text(quote_string(n.text));
    case ast::literal::type::bits: return p.text("B" + quote_string(n.text));
    case ast::literal::type::hex: return p.text("X" + quote_string(n.text));
  }
}
inline void put(writer& p, ast::parameter const& n) { p.text("$" + std::to_string(n.index)); }
inline void put(writer& p, ast::column const& n) { p(dotted{n.parts}); }
inline void put(writer& p, ast::default_ const&) { p("DEFAULT"); }

// What may carry a subscript or a field without brackets around it.
inline void put_owner(writer& p, ast::expression const& e, bool column_is_fine) {
  using kind = ast::expression_kind;
  bool const bare = (e.kind == kind::column && column_is_fine) || e.kind == kind::parameter ||
                    e.kind == kind::subscript || e.kind == kind::field ||
                    (e.kind == kind::subquery &&
                     static_cast<ast::subquery const&>(e).what == ast::subquery::type::scalar);
  if (bare)
    p(e);
  else
    p("(", e, ")");
}
inline void put(writer& p, ast::star const& n) {
  if (n.row)
    put_owner(p, *n.row, false), p(".");
  else if (!n.table.empty())
    p(dotted{n.table}, ".");
  p("*");
}
inline void put(writer& p, ast::subscript const& n) {
  put_owner(p, *n.operand, true);
  p.glued()("[", n.index);
  if (n.slice) p(":", n.upper);
  p("]");
}
inline void put(writer& p, ast::field const& n) {
  put_owner(p, *n.operand, false);
  p(".", n.name);
}

inline void put(writer& p, ast::unary const& n) {
  p(n.op);
  if (n.op.symbol != "not" && n.operand->kind == ast::expression_kind::literal) p.glued();
  put_operand(
      p, *n.operand,
      n.op.symbol == "not" ? binds_not : strength_of(n) + (strength_of(n) == binds_other ? 1 : 0));
}
inline void put(writer& p, ast::binary const& n) {
  int const own = strength_of(n.op);
  put_operand(p, *n.left, own == binds_comparison ? own + 1 : own);
  p(n.op);
  put_operand(p, *n.right, own + 1);
}
inline void put(writer& p, ast::logical const& n) {
  bool const conjunction = n.what == ast::logical::type::and_;
  bool first = true;
  for (auto const& operand : n.operands) {
    if (!std::exchange(first, false)) p(conjunction ? "AND" : "OR");
    put_operand(p, *operand, (conjunction ? binds_and : binds_or) + 1);
  }
}
inline void put(writer& p, ast::quantified const& n) {
  put_operand(p, *n.left, std::max<int>(binds_other, strength_of(n.op)));
  if (n.op.symbol == "not like")
    p("NOT LIKE");
  else if (n.op.symbol == "not ilike")
    p("NOT ILIKE");
  else if (n.op.symbol == "like")
    p("LIKE");
  else if (n.op.symbol == "ilike")
    p("ILIKE");
  else
    p(n.op);
  p(n.all ? "ALL" : "ANY", "(", n.query, n.array, ")");
}
inline void put(writer& p, ast::in const& n) {
  put_operand(p, *n.operand, binds_other);
  p(n.negated ? "NOT IN" : "IN", "(", n.query, n.values, ")");
}
inline void put(writer& p, ast::between const& n) {
  put_operand(p, *n.operand, binds_other);
  p(n.negated ? "NOT BETWEEN" : "BETWEEN", n.symmetric ? "SYMMETRIC" : "", tight{n.low}, "AND");
  put_operand(p, *n.high, binds_other);
}
inline void put(writer& p, ast::like const& n) {
  static constexpr char const* words[] = {"LIKE", "ILIKE", "SIMILAR TO"};
  put_operand(p, *n.operand, binds_other);
  p(n.negated ? "NOT" : "", word_of(words, n.what));
  put_operand(p, *n.pattern, binds_other);
  if (n.escape) p("ESCAPE"), put_operand(p, *n.escape, binds_other);
}
inline void put(writer& p, ast::is const& n) {
  static constexpr char const* words[] = {"NULL", "TRUE", "FALSE", "UNKNOWN", "DISTINCT FROM"};
  put_operand(p, *n.operand, binds_is + 1);
  p("IS", n.negated ? "NOT" : "", word_of(words, n.what));
  if (n.other) put_operand(p, *n.other, binds_is + 1);
}
inline void put(writer& p, ast::when const& w) { p("WHEN", w.condition, "THEN", w.result); }
inline void put(writer& p, ast::case_ const& n) {
  p("CASE", n.operand);
  for (ast::when const& w : n.whens) p(w);
  p(clause{"ELSE", n.otherwise}, "END");
}
inline void put(writer& p, ast::cast const& n) { p("CAST", "(", n.operand, "AS", n.type, ")"); }
inline void put(writer& p, ast::collate const& n) {
  put_operand(p, *n.operand, binds_collate);
  p("COLLATE", n.collation);
}
inline void put(writer& p, ast::at_time_zone const& n) {
  put_operand(p, *n.operand, binds_zone);
  p("AT TIME ZONE");
  put_operand(p, *n.zone, binds_zone + 1);
}

inline void put(writer& p, ast::frame_bound const& b) {
  static constexpr char const* words[] = {"CURRENT ROW", "UNBOUNDED PRECEDING", "PRECEDING",
                                          "FOLLOWING", "UNBOUNDED FOLLOWING"};
  p(b.distance, word_of(words, b.what));
}
inline void put(writer& p, ast::window_frame const& f) {
  static constexpr char const* units[] = {"", "ROWS", "RANGE", "GROUPS"};
  static constexpr char const* exclusions[] = {"", "EXCLUDE CURRENT ROW", "EXCLUDE GROUP",
                                               "EXCLUDE TIES"};
  if (f.unit == ast::window_frame::units::none) return;
  p(word_of(units, f.unit), "BETWEEN", f.from, "AND", f.to, word_of(exclusions, f.exclude));
}

// Functions whose names are key words that only the grammar calls.
[[nodiscard]] inline bool is_spoken(ast::qualified_name const& f) {
  static constexpr std::string_view words[] = {"coalesce",  "nullif",  "greatest", "least",
                                               "substring", "overlay", "grouping"};
  if (f.parts.size() != 1) return false;
  for (std::string_view const w : words)
    if (f.parts[0] == w) return true;
  return false;
}
inline void put(writer& p, ast::call const& n) {
  if (is_spoken(n.function))
    p.text(n.function.parts[0].text);
  else
    p(n.function);
  p.glued()("(", n.star ? "*" : "", n.distinct ? "DISTINCT" : "");
  for (std::uint32_t i = 0; i != n.arguments.size(); ++i) {
    if (i != 0) p(",");
    if (n.variadic && i + 1 == n.arguments.size()) p("VARIADIC");
    p(n.arguments[i]);
  }
  if (!n.within_group) p(clause{"ORDER BY", n.order});
  p(")");
  if (n.within_group) p("WITHIN GROUP (", clause{"ORDER BY", n.order}, ")");
  if (n.filter) p("FILTER (WHERE", n.filter, ")");
  if (n.over) {
    p("OVER");
    if (n.over->whole)
      p(n.over->base);
    else
      p(*n.over);
  }
}
inline void put(writer& p, ast::current const& n) {
  static constexpr char const* words[] = {"CURRENT_DATE",    "CURRENT_TIME",   "CURRENT_TIMESTAMP",
                                          "LOCALTIME",       "LOCALTIMESTAMP", "CURRENT_ROLE",
                                          "CURRENT_USER",    "SESSION_USER",   "USER",
                                          "CURRENT_CATALOG", "CURRENT_SCHEMA"};
  p(word_of(words, n.what));
  if (n.precision) p("(", n.precision, ")");
}
inline void put(writer& p, ast::subquery const& n) {
  static constexpr char const* words[] = {"", "EXISTS", "ARRAY"};
  p(word_of(words, n.what), "(", n.query, ")");
}
inline void put(writer& p, ast::array const& n) { p("ARRAY", "[", n.elements, "]"); }
inline void put(writer& p, ast::row const& n) {
  p(n.word ? "ROW" : "", in_brackets{n.fields, true});
}
inline void put(writer& p, ast::grouping const& n) {
  static constexpr char const* words[] = {"", "ROLLUP", "CUBE", "GROUPING SETS"};
  p(word_of(words, n.what), in_brackets{n.elements, true});
}

void put(writer& p, ast::expression const& e) {
  check_stack();
  ast::visit(e, [&p](auto const& node) { put(p, node); });
}
void put_operand(writer& p, ast::expression const& e, int floor) {
  if (strength_of(e) < std::min<int>(floor, binds_none))
    p("(", e, ")");
  else
    p(e);
}

// ---- parts that other trees share ---------------------------------------------------------------

void put(writer& p, ast::qualified_name const& n) { p(dotted{n.parts}); }
void put(writer& p, ast::argument const& a) { p(a.label, a.label.empty() ? "" : "=>", a.value); }
void put(writer& p, ast::order_item const& o) {
  static constexpr char const* directions[] = {"", "ASC", "DESC"};
  static constexpr char const* nulls[] = {"", "NULLS FIRST", "NULLS LAST"};
  p(o.key);
  if (!o.using_.schema.empty())
    p("USING", o.using_);
  else if (!o.using_.symbol.empty())
    p("USING").text(o.using_.symbol);
  p(word_of(directions, o.order), word_of(nulls, o.null_order));
}
void put(writer& p, ast::window const& w) {
  p("(", w.base, clause{"PARTITION BY", w.partition}, clause{"ORDER BY", w.order}, w.frame, ")");
}
void put(writer& p, ast::option const& o) {
  p(dotted{o.key});
  if (o.value) p("=", o.value);
}

void put(writer& p, ast::data_type const& t) {
  static constexpr std::string_view spoken[] = {"varchar", "numeric", "timestamp", "time",
                                                "interval"};
  if (t.set_of) p("SETOF");
  bool bare = false;
  for (std::string_view const word : spoken)
    bare |= t.name.parts.size() == 1 && t.name.parts[0] == word;
  if (bare)
    p.text(t.name.parts[0].text);
  else
    p(t.name);
  struct {
    std::uint8_t fields;
    char const* words;
  } static constexpr intervals[] = {{3, "YEAR TO MONTH"},
                                    {1, "YEAR"},
                                    {2, "MONTH"},
                                    {12, "DAY TO HOUR"},
                                    {28, "DAY TO MINUTE"},
                                    {60, "DAY TO SECOND"},
                                    {4, "DAY"},
                                    {24, "HOUR TO MINUTE"},
                                    {56, "HOUR TO SECOND"},
                                    {8, "HOUR"},
                                    {48, "MINUTE TO SECOND"},
                                    {16, "MINUTE"},
                                    {32, "SECOND"}};
  for (auto const& i : intervals)
    if (i.fields == t.interval_fields) p(i.words);
  if (!t.modifiers.empty()) p.glued()(in_brackets{t.modifiers});
  for (std::int64_t const bound : t.array_bounds) {
    p.glued()("[");
    if (bound >= 0) p.text(std::to_string(bound));
    p("]");
  }
}

}  // namespace printing

std::string quote_string(std::string_view value) {
  std::string out = "'";
  for (char const c : value) {
    if (c == '\'') out.push_back('\'');
    out.push_back(c);
  }
  return out += '\'';
}

std::string quote_name(std::string_view name) {
  bool plain = !name.empty() && begins_name(name.front());
  for (char const c : name) plain = plain && continues_name(c) && to_lower(c) == c;
  if (plain) {
    token_kind const word = find_keyword(name);
    if (word == token_kind::name || (keyword_of(word).classes & word_class::unreserved) != 0)
      return std::string(name);
  }
  std::string out = "\"";
  for (char const c : name) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  return out += '"';
}

}  // namespace helios::sql
