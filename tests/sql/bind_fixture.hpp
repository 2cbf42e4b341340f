// tests/sql/bind_fixture.hpp -- surroundings for the binder without a session: a database with a
// few tables, two branches' worth of states, and plans as short texts.
#pragma once

#include <helios/sql/bind.hpp>
#include <helios/sql/parse.hpp>

#include <tests/catalog/catalog_fixture.hpp>

#include <deque>
#include <map>

namespace helios::test {

/// A plan on one line: project[a, b](filter[(a > 1)](scan t)).
[[nodiscard]] inline std::string text_of(plan::node const& n);

[[nodiscard]] inline std::string text_of(exec::expressions const& all) {
  std::string r;
  for (auto const& e : all) r += (r.empty() ? "" : ", ") + exec::to_string(*e);
  return r;
}

[[nodiscard]] inline std::string inputs_of(plan::node const& n) {
  std::string r;
  for (auto const& in : n.inputs) r += (r.empty() ? "" : ", ") + text_of(*in);
  return '(' + r + ')';
}

[[nodiscard]] inline std::string text_of(plan::join const& j) {
  constexpr std::string_view names[] = {"join", "left", "right", "full", "semi", "anti", "not_in"};
  std::string const lateral = j.slots.empty() ? "" : " lateral " + text_of(j.slot_values);
  return std::string(names[static_cast<std::size_t>(j.how)]) + lateral + '[' +
         text_of(j.conditions) + ']';
}

[[nodiscard]] inline std::string text_of(plan::sort const& s) {
  std::string keys;
  for (auto const& k : s.keys)
    keys += (keys.empty() ? "" : ", ") + exec::to_string(*k.by) + (k.order.descending ? "-" : "");
  return "sort[" + keys + ']';
}

[[nodiscard]] inline std::string own_text(plan::node const& n) {
  using plan::as;
  switch (n.kind) {
    case plan::node_kind::values: {
      std::string rows;
      for (auto const& row : as<plan::values>(n).rows)
        rows += (rows.empty() ? "(" : ", (") + text_of(row) + ')';
      return "values[" + rows + ']';
    }
    case plan::node_kind::scan: {
      auto const& s = as<plan::scan>(n);
      return "scan " + s.alias + (s.state == 0 ? "" : "@" + std::to_string(s.state)) +
             (s.versions ? " versions" : "");
    }
    case plan::node_kind::rows: return "rows " + as<plan::rows>(n).source->name();
    case plan::node_kind::series: return "series[" + text_of(as<plan::series>(n).arguments) + ']';
    case plan::node_kind::shared: return "shared " + as<plan::shared>(n).name;
    case plan::node_kind::filter: return "filter[" + text_of(as<plan::filter>(n).conditions) + ']';
    case plan::node_kind::project: return "project[" + text_of(as<plan::project>(n).values) + ']';
    case plan::node_kind::join: return text_of(as<plan::join>(n));
    case plan::node_kind::aggregate: {
      std::string r = text_of(as<plan::aggregate>(n).groups) + ';';
      for (auto const& a : as<plan::aggregate>(n).aggregates) r += ' ' + exec::to_string(a);
      return "aggregate[" + r + ']';
    }
    case plan::node_kind::sort: return text_of(as<plan::sort>(n));
    case plan::node_kind::limit: {
      auto const& l = as<plan::limit>(n);
      return "limit[" + (l.count ? exec::to_string(*l.count) : "all") +
             (l.offset ? " offset " + exec::to_string(*l.offset) : "") + ']';
    }
    case plan::node_kind::distinct:
      return "distinct[" + std::to_string(as<plan::distinct>(n).on.size()) + ']';
    case plan::node_kind::set_operation: {
      constexpr std::string_view names[] = {"union", "intersect", "intersect all", "except",
                                            "except all"};
      auto const& s = as<plan::set_operation>(n);
      return s.append ? "append" : std::string(names[static_cast<std::size_t>(s.how)]);
    }
    case plan::node_kind::recursive:
      return as<plan::recursive>(n).all ? "recursive all" : "recursive";
  }
  HELIOS_UNREACHABLE();
}

inline std::string text_of(plan::node const& n) {
  return own_text(n) + (n.inputs.empty() ? "" : inputs_of(n));
}

/// Rules (P1) and types: numbers are made once, expressions name what inputs hand out.
class plan_check {
 public:
  explicit plan_check(plan::query const& q) : query_(q) {
    if (q.root) node(*q.root);
    for (auto const& s : q.subqueries) {
      node(*s.root);
      if (s.comparison) expression(*s.comparison, {s.root.get()});
    }
    for (auto const& s : q.shared)
      if (s) node(*s);
  }

 private:
  void expression(exec::expression const& e, std::vector<plan::node const*> inputs) {
    if (e.kind == exec::expression_kind::column) {
      bool found = false;
      for (auto const* n : inputs)
        for (auto const& c : n->columns) found = found || (c.number == e.index && c.type == e.type);
      INFO("column #" << e.index << ' ' << e.name);
      CHECK(found);
    }
    if (e.kind == exec::expression_kind::outer_column) CHECK(e.index < query_.slots);
    if (e.kind == exec::expression_kind::subquery) {
      REQUIRE(e.index < query_.subqueries.size());
      CHECK(query_.subqueries[e.index].slots.size() == e.operands.size());
    }
    for (auto const& o : e.operands) expression(*o, inputs);
  }
  void all(exec::expressions const& of, plan::node const& n) {
    std::vector<plan::node const*> inputs;
    for (auto const& in : n.inputs) inputs.push_back(in.get());
    for (auto const& e : of) expression(*e, inputs);
  }
  void node(plan::node const& n) {
    using plan::as;
    using plan::node_kind;
    bool const passes_on = n.kind == node_kind::filter || n.kind == node_kind::sort ||
                           n.kind == node_kind::limit || n.kind == node_kind::distinct ||
                           n.kind == node_kind::join;
    for (auto const& c : n.columns) {
      CHECK(c.type.id != type_id::unknown);
      CHECK(c.number <= query_.columns);
      if (!passes_on) CHECK(made_.insert(c.number).second);
    }
    if (n.kind == node_kind::filter) all(as<plan::filter>(n).conditions, n);
    if (n.kind == node_kind::project) {
      auto const& p = as<plan::project>(n);
      all(p.values, n);
      REQUIRE(p.values.size() == n.columns.size());
      for (std::size_t i = 0; i != p.values.size(); ++i)
        CHECK(p.values[i]->type.id == n.columns[i].type.id);
    }
    if (n.kind == node_kind::join) {
      all(as<plan::join>(n).conditions, n);
      for (auto const& e : as<plan::join>(n).slot_values) expression(*e, {n.inputs[0].get()});
      CHECK(n.columns.size() == n.inputs[0]->columns.size() + n.inputs[1]->columns.size());
    }
    if (n.kind == node_kind::aggregate) {
      all(as<plan::aggregate>(n).groups, n);
      for (auto const& a : as<plan::aggregate>(n).aggregates) all(a.arguments, n);
    }
    if (n.kind == node_kind::sort)
      for (auto const& k : as<plan::sort>(n).keys) all({k.by}, n);
    if (n.kind == node_kind::values)
      for (auto const& row : as<plan::values>(n).rows) {
        REQUIRE(row.size() == n.columns.size());
        all(row, n);
        for (std::size_t i = 0; i != row.size(); ++i)
          CHECK(row[i]->type.id == n.columns[i].type.id);
      }
    for (auto const& in : n.inputs) node(*in);
  }

  plan::query const& query_;
  std::set<std::uint32_t> made_;
};

class toy_rows final : public plan::row_source {
 public:
  [[nodiscard]] std::string name() const override { return "toy_rows"; }
  [[nodiscard]] std::vector<std::vector<value>> fetch(std::span<value const>) const override {
    return {};
  }
};

/// Tables a (id int primary key, x int, t text), b (id int primary key, a_id int, y numeric(10,2),
/// s varchar(5)), plain (v int) without a key; view av (n) over a; sequence-fed table auto.
/// Branch dev is state 1, any past is state 2.
class bind_fixture : public database_fixture, public sql::surroundings {
 public:
  bind_fixture() {
    run([&](catalog::write_scope&, catalog_editor& editor) {
      auto const column = [&](char const* name, types::data_type type, bool not_null = false) {
        column_definition c = editor.new_column(name, type);
        c.not_null = not_null;
        return c;
      };
      auto const id = column("id", type_id::int4, true);
      editor.create_table(public_schema, "a",
                          {id, column("x", type_id::int4), column("t", type_id::text)},
                          {key(constraint_kind::primary_key, {id.id})});
      auto const b_id = column("id", type_id::int4, true);
      auto const s = column("s", {type_id::varchar, 5});
      editor.create_table(
          public_schema, "b",
          {b_id, column("a_id", type_id::int4), column("y", {type_id::numeric, 10, 2}), s},
          {key(constraint_kind::primary_key, {b_id.id}), key(constraint_kind::unique, {s.id})});
      editor.create_table(public_schema, "plain", {column("v", type_id::int4)}, {});
      auto g = column("g", type_id::int4);
      g.generated_text = "n + 1";
      auto n = column("n", type_id::int4);
      n.default_text = "'7'";
      auto always = column("k", type_id::int4);
      always.identity = catalog::identity_kind::always;
      editor.create_table(public_schema, "auto", {always, n, g}, {});
      catalog::view_definition view;
      view.schema = public_schema;
      view.name = "av";
      view.query = "SELECT id, x + 1 FROM a WHERE x > 0";
      view.columns = {"n"};
      editor.create_view(view);
    });
    catalogs_.emplace_back(head());
  }

  std::uint32_t state(std::string_view branch, std::optional<scn> at) override {
    if (!branch.empty() && branch != "main" && branch != "dev")
      throw error(errc::undefined_object, "branch \"" + std::string(branch) + "\" does not exist");
    return at ? 2 : branch == "dev" ? 1 : 0;
  }
  catalog::catalog_reader const& catalog(std::uint32_t) override { return catalogs_.front(); }
  bool is_branch(std::string_view name) override { return name == "main" || name == "dev"; }
  scn when(sql::ast::moment const&) override { return scn{1}; }
  scn newest(std::string_view) override { return scn{9}; }
  std::span<std::string const> search_path() const override { return path_; }
  std::shared_ptr<plan::row_source const> find_rows(std::string_view, std::string_view name,
                                                    std::vector<plan::column>& columns) override {
    if (name != "toy_rows") return nullptr;
    columns = {{0, type_id::text, "name"}, {0, type_id::int8, "size"}};
    return std::make_shared<toy_rows>();
  }
  std::span<types::data_type const> parameters() const override { return given; }
  exec::session const& session() const override { return session_; }

  /// The plan of a query, checked; or the error as `42703 8 column ..`.
  [[nodiscard]] std::string plan(std::string const& sql) {
    return answer([&] {
      arena memory;
      auto const trees = sql::parse(sql, memory);
      auto const q = bind_query(static_cast<sql::ast::query const&>(*trees[0]), sql, *this);
      plan_check const checked(q);
      std::string r = text_of(*q.root);
      for (std::size_t i = 0; i != q.shared.size(); ++i)
        if (q.shared[i]) r += "; " + q.shared_names[i] + " = " + text_of(*q.shared[i]);
      for (auto const& s : q.subqueries) {
        r += "; sub " + text_of(*s.root);
        if (s.comparison) r += " where " + exec::to_string(*s.comparison);
      }
      return r;
    });
  }
  /// Names and types of a query's columns.
  [[nodiscard]] std::string columns(std::string const& sql) {
    return answer([&] {
      arena memory;
      auto const trees = sql::parse(sql, memory);
      auto const q = bind_query(static_cast<sql::ast::query const&>(*trees[0]), sql, *this);
      plan_check const checked(q);
      std::string r;
      for (auto const& c : q.root->columns)
        r += (r.empty() ? "" : ", ") + c.name + ' ' + types::to_string(c.type);
      return r;
    });
  }
  [[nodiscard]] std::string change(std::string const& sql) {
    return answer([&] {
      arena memory;
      auto const trees = sql::parse(sql, memory);
      auto const c = bind_change(*trees[0], sql, *this);
      plan_check const checked(c.from);
      std::string r;
      for (std::size_t const t : c.targets) r += c.table->columns[t].name + ' ';
      r += "<- " + text_of(*c.from.root);
      if (c.conflict) r += "; conflict " + text_of(c.conflict->values);
      if (c.conflict && c.conflict->where) r += " where " + exec::to_string(*c.conflict->where);
      if (!c.returning.empty()) r += "; returning " + text_of(c.returning);
      for (auto const& s : c.from.subqueries) r += "; sub " + text_of(*s.root);
      return r;
    });
  }

  std::vector<types::data_type> given;

 private:
  template <class F>
  [[nodiscard]] static std::string answer(F&& f) {
    try {
      return f();
    } catch (error const& e) {
      return std::string(e.sqlstate()) + ' ' + std::to_string(e.position()) + ' ' + e.message();
    }
  }

  std::deque<catalog::catalog_reader> catalogs_;
  std::vector<std::string> path_{"public"};
  exec::session session_;
};

}  // namespace helios::test
