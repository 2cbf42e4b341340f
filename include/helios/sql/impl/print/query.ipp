// helios/sql/impl/print/query.ipp -- queries and the statements that change rows, as text.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/sql/impl/print/writer.ipp>

namespace helios::sql::printing {

// ---- time travel, FROM --------------------------------------------------------------------------

void put(writer& p, ast::moment const& m) {
  static constexpr char const* words[] = {"NOW", "TIMESTAMP", "SCN", "TRANSACTION", "TAG"};
  p(word_of(words, m.what));
  if (m.value) p(tight{m.value});
}
inline void put(writer& p, ast::period const& t) {
  switch (t.what) {
    case ast::period::type::none: return;
    case ast::period::type::as_of: p("AS OF", t.from); return;
    case ast::period::type::between: p("VERSIONS BETWEEN", t.from, "AND", t.to); return;
    case ast::period::type::from_to: p("FOR SYSTEM_TIME FROM", t.from, "TO", t.to); return;
    case ast::period::type::all: p("FOR SYSTEM_TIME ALL"); return;
  }
}
inline void put(writer& p, ast::column_alias const& c) { p(c.name, c.type); }
void put(writer& p, ast::alias const& a) {
  if (!a.name.empty() || !a.columns.empty()) p("AS", a.name, in_brackets{a.columns});
}
inline void put(writer& p, ast::table const& t) {
  p(t.only ? "ONLY" : "", t.name, t.time, t.alias);
  if (!t.sample.method.parts.empty()) {
    p("TABLESAMPLE", t.sample.method, in_brackets{t.sample.arguments});
    if (t.sample.seed) p("REPEATABLE (", t.sample.seed, ")");
  }
}
inline void put(writer& p, ast::derived_table const& t) {
  p(t.lateral ? "LATERAL" : "", "(", t.query, ")", t.alias);
}
inline void put(writer& p, ast::function_table const& t) {
  p(t.lateral ? "LATERAL" : "", t.rows_from ? "ROWS FROM (" : "", t.calls, t.rows_from ? ")" : "",
    t.ordinality ? "WITH ORDINALITY" : "", t.alias);
}
inline void put_joined(writer& p, ast::from_item const& item, bool left) {
  bool const join = item.kind == ast::from_kind::join;
  bool const aliased = join && !static_cast<ast::join const&>(item).alias.name.empty();
  if (join && !left && !aliased)
    p("(", item, ")");
  else
    p(item);
}
inline void put(writer& p, ast::join const& j) {
  static constexpr char const* words[] = {"JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN",
                                          "CROSS JOIN"};
  bool const aliased = !j.alias.name.empty();
  p(aliased ? "(" : "");
  put_joined(p, *j.left, true);
  p(j.natural ? "NATURAL" : "", word_of(words, j.what));
  put_joined(p, *j.right, false);
  p(clause{"ON", j.on}, bracketed_clause{"USING", j.using_}, clause{"AS", j.using_alias});
  if (aliased) p(")", j.alias);
}
void put(writer& p, ast::from_item const& f) {
  check_stack();
  ast::visit(f, [&p](auto const& node) { put(p, node); });
}

// ---- queries ------------------------------------------------------------------------------------

void put(writer& p, ast::target const& t) { p(t.value, clause{"AS", t.label}); }
inline void put(writer& p, ast::common_table const& t) {
  static constexpr char const* words[] = {"", "MATERIALIZED", "NOT MATERIALIZED"};
  p(t.name, in_brackets{t.columns}, "AS", word_of(words, t.how), "(", t.body, ")");
}
void put(writer& p, ast::with_clause const& w) {
  if (!w.tables.empty()) p("WITH", w.recursive ? "RECURSIVE" : "", w.tables);
}
inline void put(writer& p, ast::locking const& l) {
  static constexpr char const* words[] = {"FOR UPDATE", "FOR NO KEY UPDATE", "FOR SHARE",
                                          "FOR KEY SHARE"};
  static constexpr char const* waits[] = {"", "NOWAIT", "SKIP LOCKED"};
  p(word_of(words, l.how), clause{"OF", l.tables}, word_of(waits, l.waiting));
}
inline void put(writer& p, ast::query_tail const& t) {
  p(clause{"ORDER BY", t.order}, clause{"OFFSET", t.offset});
  if (t.with_ties)
    p("FETCH FIRST", tight{t.limit}, "ROWS WITH TIES");
  else if (t.limit && t.limit->kind == ast::expression_kind::literal &&
           static_cast<ast::literal const&>(*t.limit).what == ast::literal::type::null)
    p("LIMIT ALL");
  else
    p(clause{"LIMIT", t.limit});
  for (ast::locking const& l : t.locks) p(l);
}
inline void put(writer& p, ast::window_definition const& w) { p(w.name, "AS", w.window); }
inline void put(writer& p, ast::select const& s) {
  p(s.with, "SELECT", s.distinct ? "DISTINCT" : "", bracketed_clause{"ON", s.distinct_on},
    s.targets, clause{"FROM", s.from}, clause{"WHERE", s.where}, s.time);
  if (!s.group_by.empty()) p("GROUP BY", s.group_distinct ? "DISTINCT" : "", s.group_by);
  p(clause{"HAVING", s.having}, clause{"WINDOW", s.windows}, s.tail);
}
struct value_row {
  ast::expressions const& fields;
};
inline void put(writer& p, ast::values const& v) {
  p(v.with, "VALUES");
  for (std::uint32_t i = 0; i != v.rows.size(); ++i) p(i == 0 ? "" : ",", in_brackets{v.rows[i]});
  p(v.tail);
}
[[nodiscard]] inline bool intersects(ast::query const& q) {
  return q.kind == ast::statement_kind::set_operation &&
         static_cast<ast::set_operation const&>(q).what == ast::set_operation::type::intersect;
}
inline void put_side(writer& p, ast::set_operation const& of, ast::query const& side, bool left) {
  bool const operation = side.kind == ast::statement_kind::set_operation;
  bool const weaker = operation && (!left || (intersects(of) && !intersects(side)));
  bool const own_clauses = !side.with.tables.empty() || !(side.tail == ast::query_tail{});
  if (weaker || own_clauses)
    p("(", side, ")");
  else
    p(side);
}
inline void put(writer& p, ast::set_operation const& s) {
  static constexpr char const* words[] = {"UNION", "INTERSECT", "EXCEPT"};
  p(s.with);
  put_side(p, s, *s.left, true);
  p(word_of(words, s.what), s.all ? "ALL" : "");
  put_side(p, s, *s.right, false);
  p(s.tail);
}

// ---- changes of rows ----------------------------------------------------------------------------

inline void put(writer& p, ast::change_target const& t) {
  p(t.only ? "ONLY" : "", t.name, clause{"AS", t.alias});
}
// A column that is given a value, or a part of it: here a.field needs no brackets around a.
inline void put_assigned(writer& p, ast::expression const& e) {
  if (e.kind == ast::expression_kind::field) {
    auto const& n = static_cast<ast::field const&>(e);
    put_assigned(p, *n.operand);
    p(".", n.name);
  } else if (e.kind == ast::expression_kind::subscript) {
    auto const& n = static_cast<ast::subscript const&>(e);
    put_assigned(p, *n.operand);
    p.glued()("[", n.index, n.slice ? ":" : "", n.upper, "]");
  } else {
    p(e);
  }
}
inline void put_assigned(writer& p, ast::expressions const& columns) {
  bool first = true;
  for (auto const& c : columns) {
    p(std::exchange(first, false) ? "" : ",");
    put_assigned(p, *c);
  }
}
inline void put_insert_columns(writer& p, ast::expressions const& columns) {
  if (columns.empty()) return;
  p("(");
  put_assigned(p, columns);
  p(")");
}
void put(writer& p, ast::assignment const& a) {
  p(a.several ? "(" : "");
  put_assigned(p, a.columns);
  p(a.several ? ")" : "", "=", a.value);
}
void put(writer& p, ast::index_element const& e) {
  static constexpr char const* directions[] = {"", "ASC", "DESC"};
  static constexpr char const* nulls[] = {"", "NULLS FIRST", "NULLS LAST"};
  if (e.key->kind == ast::expression_kind::column)
    p(e.key);
  else
    p("(", e.key, ")");
  p(clause{"COLLATE", e.collation}, e.operators, in_brackets{e.operator_options},
    word_of(directions, e.order), word_of(nulls, e.null_order));
}
inline void put(writer& p, ast::on_conflict const& c) {
  if (c.action == ast::on_conflict::type::none) return;
  p("ON CONFLICT", in_brackets{c.columns}, clause{"WHERE", c.index_where},
    clause{"ON CONSTRAINT", c.constraint}, "DO");
  if (c.action == ast::on_conflict::type::nothing)
    p("NOTHING");
  else
    p("UPDATE SET", c.set, clause{"WHERE", c.where});
}
[[nodiscard]] inline char const* words_of(ast::insert::overriding o) {
  static constexpr char const* words[] = {"", "OVERRIDING SYSTEM VALUE", "OVERRIDING USER VALUE"};
  return word_of(words, o);
}
inline void put(writer& p, ast::insert const& s) {
  static constexpr char const* alternatives[] = {"", "OR REPLACE", "OR IGNORE"};
  p(s.with, "INSERT", word_of(alternatives, s.or_), "INTO", s.table);
  put_insert_columns(p, s.columns);
  p(words_of(s.override_));
  if (s.source)
    p(s.source);
  else
    p("DEFAULT VALUES");
  p(s.conflict, clause{"RETURNING", s.returning});
}
inline void put(writer& p, ast::update const& s) {
  p(s.with, "UPDATE", s.table, "SET", s.set, clause{"FROM", s.from}, clause{"WHERE", s.where},
    clause{"RETURNING", s.returning});
}
inline void put(writer& p, ast::delete_ const& s) {
  p(s.with, "DELETE FROM", s.table, clause{"USING", s.using_}, clause{"WHERE", s.where},
    clause{"RETURNING", s.returning});
}
inline void put(writer& p, ast::merge_when const& w) {
  p(w.matched ? "WHEN MATCHED" : "WHEN NOT MATCHED", clause{"AND", w.condition}, "THEN");
  switch (w.action) {
    case ast::merge_when::type::nothing: p("DO NOTHING"); return;
    case ast::merge_when::type::delete_: p("DELETE"); return;
    case ast::merge_when::type::update: p("UPDATE SET", w.set); return;
    case ast::merge_when::type::insert:
      p("INSERT");
      put_insert_columns(p, w.columns);
      p(words_of(w.override_));
      if (w.values.empty())
        p("DEFAULT VALUES");
      else
        p("VALUES", in_brackets{w.values});
  }
}
inline void put(writer& p, ast::merge const& s) {
  p(s.with, "MERGE INTO", s.table, "USING", s.source, "ON", s.on);
  for (ast::merge_when const& w : s.whens) p(w);
}
inline void put(writer& p, ast::truncate const& s) {
  p("TRUNCATE", s.only ? "ONLY" : "", s.tables, s.restart_identity ? "RESTART IDENTITY" : "",
    s.cascade ? "CASCADE" : "");
}
inline void put(writer& p, ast::copy const& s) {
  p("COPY");
  if (s.source)
    p("(", s.source, ")");
  else
    p(s.table, in_brackets{s.columns});
  p(s.from ? "FROM" : "TO", s.program ? "PROGRAM" : "");
  if (s.path.data() == nullptr)
    p(s.from ? "STDIN" : "STDOUT");
  else
    p.text(quote_string(s.path));
  if (!s.options.empty()) {
    p("(");
    for (std::uint32_t i = 0; i != s.options.size(); ++i)
      p(i == 0 ? "" : ",", dotted{s.options[i].key}, s.options[i].value);
    p(")");
  }
  p(clause{"WHERE", s.where});
}

}  // namespace helios::sql::printing
