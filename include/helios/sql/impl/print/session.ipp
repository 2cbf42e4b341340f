// helios/sql/impl/print/session.ipp -- transactions, settings, upkeep, branches and tags, as text.
#pragma once

#include <helios/sql/impl/print/writer.ipp>

namespace helios::sql::printing {

inline void put(writer& p, ast::transaction_modes const& m) {
  static constexpr char const* levels[] = {
      "", "ISOLATION LEVEL READ UNCOMMITTED", "ISOLATION LEVEL READ COMMITTED",
      "ISOLATION LEVEL REPEATABLE READ", "ISOLATION LEVEL SERIALIZABLE"};
  static constexpr char const* accesses[] = {"", "READ ONLY", "READ WRITE"};
  static constexpr char const* deferrables[] = {"", "DEFERRABLE", "NOT DEFERRABLE"};
  p(word_of(levels, m.isolation), word_of(accesses, m.read_only),
    word_of(deferrables, m.deferrable));
}
inline void put(writer& p, ast::begin const& s) { p("BEGIN", s.modes); }
inline void put(writer& p, ast::end const& s) {
  p(s.what == ast::end::type::commit ? "COMMIT" : "ROLLBACK", s.chain ? "AND CHAIN" : "");
}
inline void put(writer& p, ast::savepoint const& s) {
  static constexpr char const* words[] = {"SAVEPOINT", "RELEASE SAVEPOINT",
                                          "ROLLBACK TO SAVEPOINT"};
  p(word_of(words, s.what), s.name);
}

inline void put(writer& p, ast::set const& s) {
  p("SET", s.where == ast::set::scope::local ? "LOCAL" : "");
  // Only SET TIME ZONE takes an interval.
  if (!s.values.empty() && s.values[0]->kind == ast::expression_kind::cast) {
    auto const& value = static_cast<ast::cast const&>(*s.values[0]);
    ast::data_type fields = value.type;
    fields.name.parts = {};
    p("TIME ZONE INTERVAL");
    if (value.type.interval_fields == 0)
      p(in_brackets{value.type.modifiers}, value.operand);
    else
      p(value.operand, fields);
    return;
  }
  p(dotted{s.setting});
  if (s.from_current)
    p("FROM CURRENT");
  else if (s.values.empty())
    p("TO DEFAULT");
  else
    p("=", s.values);
}
inline void put(writer& p, ast::set_transaction const& s) {
  p(s.session ? "SET SESSION CHARACTERISTICS AS TRANSACTION" : "SET TRANSACTION", s.modes,
    clause{"SNAPSHOT", s.snapshot});
}
inline void put(writer& p, ast::show const& s) {
  p("SHOW", s.setting.empty() ? "ALL" : "", dotted{s.setting});
}
inline void put(writer& p, ast::reset const& s) {
  p("RESET", s.setting.empty() ? "ALL" : "", dotted{s.setting});
}
inline void put(writer& p, ast::prepare const& s) {
  p("PREPARE", s.name, in_brackets{s.types}, "AS", s.body);
}
inline void put(writer& p, ast::execute const& s) {
  p("EXECUTE", s.name, in_brackets{s.arguments});
}
inline void put(writer& p, ast::deallocate const& s) {
  p("DEALLOCATE", s.name.empty() ? "ALL" : "", s.name);
}

// An option of a utility statement and its value stand side by side, without `=`.
inline void put_utility_options(writer& p, ast::list<ast::option> const& options) {
  if (options.empty()) return;
  p("(");
  for (std::uint32_t i = 0; i != options.size(); ++i)
    p(i == 0 ? "" : ",", dotted{options[i].key}, options[i].value);
  p(")");
}
inline void put(writer& p, ast::explain const& s) {
  p("EXPLAIN");
  put_utility_options(p, s.options);
  p(s.body);
}
inline void put(writer& p, ast::vacuum_table const& t) { p(t.name, in_brackets{t.columns}); }
inline void put(writer& p, ast::vacuum const& s) {
  p(s.analyze_only ? "ANALYZE" : "VACUUM");
  put_utility_options(p, s.options);
  p(s.tables);
}
inline void put(writer& p, ast::reindex const& s) {
  static constexpr char const* words[] = {"TABLE",  "", "", "INDEX",   "",
                                          "SCHEMA", "", "", "DATABASE"};
  p("REINDEX");
  put_utility_options(p, s.options);
  p(word_of(words, s.what), s.concurrently ? "CONCURRENTLY" : "", s.name);
}
inline void put(writer& p, ast::pragma const& s) { p("PRAGMA", s.name, clause{"=", s.value}); }
inline void put(writer& p, ast::do_ const& s) {
  p("DO", clause{"LANGUAGE", s.language}).text(quote_string(s.body));
}
inline void put(writer& p, ast::backup const& s) {
  p(s.restore ? "RESTORE FROM" : "BACKUP TO").text(quote_string(s.place));
}
inline void put(writer& p, ast::checkpoint const&) { p("CHECKPOINT"); }

// ---- branches and tags --------------------------------------------------------------------------

inline void put_point(writer& p, ast::moment const& m) {
  if (m.what != ast::moment::type::now) p("AS OF", m);
}
inline void put(writer& p, ast::create_branch const& s) {
  p("CREATE DATABASE BRANCH", s.if_not_exists ? "IF NOT EXISTS" : "", s.name,
    clause{"FROM", s.parent});
  put_point(p, s.when);
  p(bracketed_clause{"WITH", s.options});
}
inline void put(writer& p, ast::drop_branch const& s) {
  p("DROP DATABASE BRANCH", s.if_exists ? "IF EXISTS" : "", s.name, s.force ? "FORCE" : "");
}
inline void put(writer& p, ast::merge_branch const& s) {
  p("MERGE DATABASE BRANCH", s.source, clause{"INTO", s.target},
    bracketed_clause{"WITH", s.options});
}
inline void put(writer& p, ast::alter_branch const& s) {
  p("ALTER DATABASE BRANCH", s.name);
  switch (s.what) {
    case ast::alter_branch::type::rename: p("RENAME TO", s.new_name); return;
    case ast::alter_branch::type::reset: p("RESET TO", s.when); return;
    case ast::alter_branch::type::set_options: p("SET", in_brackets{s.options}); return;
  }
}
inline void put(writer& p, ast::use_branch const& s) { p("USE BRANCH", s.name); }
inline void put(writer& p, ast::show_branches const&) { p("SHOW BRANCHES"); }
inline void put(writer& p, ast::create_tag const& s) {
  p("CREATE TAG", s.if_not_exists ? "IF NOT EXISTS" : "", s.name, clause{"FROM", s.branch});
  put_point(p, s.when);
}
inline void put(writer& p, ast::drop_tag const& s) {
  p("DROP TAG", s.if_exists ? "IF EXISTS" : "", s.name);
}

}  // namespace helios::sql::printing
