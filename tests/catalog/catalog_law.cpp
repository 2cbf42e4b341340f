// The catalog law: random DDL and DML over three tables (integer, text and composite keys; unique,
// foreign key, indexes) equals a naive model: what is refused, what the rows are, now, AS OF every
// commit, after a branch was merged back and after re-opening. integrity_check finds nothing.
#include <helios/catalog/catalog.hpp>

#include <tests/catalog/catalog_fixture.hpp>
#include <tests/support/run_size.hpp>

#include <algorithm>
#include <map>
#include <random>

using namespace helios;
using namespace helios::test;
using catalog::key_action;
using catalog::write_scope;

namespace {

using cell = std::optional<int>;
struct model_row {
  std::string name;  // the text part of a key, or empty
  std::map<std::string, cell> cells;
  friend bool operator==(model_row const&, model_row const&) = default;
};
struct model_table {
  std::vector<std::string> columns;  // integers, beside the text column `name`
  std::vector<model_row> rows;       // unordered
  int indexes = 0;
};
using model = std::map<std::string, model_table>;

struct law {
  explicit law(unsigned seed) : random(seed), fixture({4, 400, 2, 25, 4}) {}

  std::mt19937 random;
  database_fixture fixture;
  std::map<std::string, object_id> ids;
  std::map<branch_id, model> heads;
  std::map<scn, std::pair<branch_id, model>> past;
  key_action action{};
  int columns = 0;
  int refusals = 0;

  [[nodiscard]] int below(int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); }
  [[nodiscard]] static bool has_name(std::string const& table) { return table != "p"; }
  [[nodiscard]] static bool same_key(std::string const& table, model_row const& a,
                                     model_row const& b) {
    if (table == "c") return a.name == b.name;
    if (table == "x") return a.name == b.name && a.cells.at("n") == b.cells.at("n");
    return a.cells.at("id") == b.cells.at("id");
  }

  void create() {
    action = below(2) == 0 ? key_action::no_action : key_action::cascade;
    fixture.run([&](write_scope&, catalog_editor& e) {
      auto const id = e.new_column("id", type_id::int4);
      auto const u = e.new_column("u", type_id::int8);
      ids["p"] = e.create_table(
          public_schema, "p", {id, u},
          {key(constraint_kind::unique, {u.id}), key(constraint_kind::primary_key, {id.id})});
      auto const name = e.new_column("name", type_id::text);
      auto const up = e.new_column("up", type_id::int8);
      ids["c"] = e.create_table(public_schema, "c", {name, up},
                                {key(constraint_kind::primary_key, {name.id}),
                                 reference({up.id}, ids["p"], action, action)});
      auto const n = e.new_column("n", type_id::int4);
      auto const other = e.new_column("name", type_id::text);
      auto const v = e.new_column("v", type_id::int4);
      ids["x"] = e.create_table(public_schema, "x", {n, other, v},
                                {key(constraint_kind::primary_key, {n.id, other.id})});
    });
    model& m = heads[main_branch];
    m["p"].columns = {"id", "u"};
    m["c"].columns = {"up"};
    m["x"].columns = {"n", "v"};
    remember(main_branch);
  }
  void remember(branch_id b) { past[fixture.db->head(b)->at()] = {b, heads[b]}; }

  [[nodiscard]] row_values values(catalog::table_definition const& t, model_row const& r) const {
    row_values out;
    for (auto const& c : t.columns) {
      if (c.name == "name") {
        out.push_back(text(r.name));
      } else {
        cell const v = r.cells.at(c.name);
        out.push_back(v ? int4(*v) : value());
      }
    }
    return out;
  }
  [[nodiscard]] static model_row row_of(catalog::table_definition const& t, row_values const& v) {
    model_row r;
    for (std::size_t i = 0; i != v.size(); ++i) {
      if (t.columns[i].name == "name") {
        r.name = v[i].as_string();
      } else {
        r.cells[t.columns[i].name] =
            v[i].is_null() ? cell() : cell(static_cast<int>(catalog::number_of(v[i])));
      }
    }
    return r;
  }

  // The model's own idea of constraints.
  [[nodiscard]] static bool allowed(model const& m) {
    for (auto const& [name, t] : m) {
      for (std::size_t i = 0; i != t.rows.size(); ++i) {
        for (std::size_t j = 0; j != i; ++j) {
          if (same_key(name, t.rows[i], t.rows[j])) return false;
          if (name == "p" && t.rows[i].cells.at("u") &&
              t.rows[i].cells.at("u") == t.rows[j].cells.at("u"))
            return false;
        }
      }
    }
    for (model_row const& child : m.at("c").rows) {
      cell const up = child.cells.at("up");
      if (up && std::none_of(m.at("p").rows.begin(), m.at("p").rows.end(),
                             [&](model_row const& r) { return r.cells.at("id") == up; }))
        return false;
    }
    return true;
  }

  [[nodiscard]] model_row some_row(std::string const& table, model_table const& t) {
    model_row r;
    if (has_name(table)) r.name = std::string(1, static_cast<char>('a' + below(6)));
    for (std::string const& c : t.columns) {
      bool const in_key = c == "id" || c == "n";
      r.cells[c] = !in_key && below(4) == 0 ? cell() : cell(below(8));
    }
    return r;
  }

  void change_row(branch_id b, std::string const& table) {
    model next = heads[b];
    model_table& t = next[table];
    int const dice = below(3);
    if (dice != 0 && t.rows.empty()) return;
    model_row const row = some_row(table, t);
    std::size_t const at =
        t.rows.empty() ? 0 : static_cast<std::size_t>(below(static_cast<int>(t.rows.size())));
    model_row const old = t.rows.empty() ? model_row() : t.rows[at];
    if (dice == 0) {
      t.rows.push_back(row);
    } else if (dice == 1) {
      t.rows[at] = row;
    } else {
      t.rows.erase(t.rows.begin() + static_cast<std::ptrdiff_t>(at));
    }
    if (table == "p" && dice != 0 && action == key_action::cascade) {
      cell const was = old.cells.at("id");
      cell const now = row.cells.at("id");
      auto& children = next["c"].rows;
      if (dice == 2) {
        std::erase_if(children, [&](model_row const& c) { return c.cells.at("up") == was; });
      } else {
        for (model_row& c : children) {
          if (c.cells.at("up") == was) c.cells["up"] = now;
        }
      }
    }
    bool const expected = allowed(next);
    std::string const refused = fixture.refusal(
        [&](write_scope& s, catalog_editor&) {
          auto& w = s.writer(ids.at(table));
          if (dice == 0) {
            w.insert(values(*w.definition(), row));
            return;
          }
          storage::key const k = w.layout().key_of(values(*w.definition(), old));
          if (dice == 1) {
            bool const found = w.update(k.view(), values(*w.definition(), row)).has_value();
            REQUIRE(found);
          } else {
            bool const found = w.erase(k.view());
            REQUIRE(found);
          }
        },
        b);
    INFO(refused);
    REQUIRE(refused.empty() == expected);
    if (!expected) {
      ++refusals;
      return;
    }
    heads[b] = next;
    remember(b);
  }

  void change_table(branch_id b, std::string const& table) {
    model next = heads[b];
    model_table& t = next[table];
    int const dice = below(5);
    fixture.run(
        [&](write_scope& s, catalog_editor& e) {
          object_id const id = ids.at(table);
          auto const now = s.catalog().find_table(id);
          if (dice == 0) {
            std::string const name = "e" + std::to_string(++columns);
            cell const fill = below(2) == 0 ? cell() : cell(below(9));
            e.add_column(id, e.new_column(name, type_id::int4), fill ? int4(*fill) : value());
            t.columns.push_back(name);
            for (model_row& r : t.rows) r.cells[name] = fill;
          } else if (dice == 1) {
            std::string const gone = t.columns.back();
            if (gone.front() != 'e' && gone != "v") return;
            e.drop_column(id, gone, catalog::drop_behaviour::restrict);
            t.columns.pop_back();
            for (model_row& r : t.rows) r.cells.erase(gone);
          } else if (dice == 2) {
            catalog::index_definition index;
            for (int n = 1 + below(2); n != 0; --n) {
              auto const& c = now->columns[static_cast<std::size_t>(
                  below(static_cast<int>(now->columns.size())))];
              index.parts.push_back({c.id, {}, {below(2) == 0, below(2) == 0}});
            }
            e.create_index(id, index);
          } else if (dice == 3) {
            for (auto const& i : now->indexes) {
              if (i.unique) continue;
              e.drop_index(i.id);
              return;
            }
          } else {
            std::string const target = table == "c" ? "up" : table == "x" ? "v" : "u";
            std::size_t const at = now->find_column(target);
            if (at == now->npos) return;
            e.alter_type(id, target,
                         now->columns[at].type.id == type_id::int4 ? type_id::int8 : type_id::int4);
          }
        },
        b);
    heads[b] = next;
    remember(b);
  }

  void compare(history::version_ptr const& state, model const& expected) {
    catalog::catalog_reader const in(state->root(), fixture.db->space(), fixture.cache);
    for (auto const& [name, m] : expected) {
      auto const t = in.table(public_schema, name);
      INFO("table " << name << " as of " << raw(state->at()));
      storage::tree const rows = *storage::open_tree(state->root(), t->rows, fixture.db->space());
      catalog::row_layout const layout(*t, rows.form());
      REQUIRE(rows.rows() == m.rows.size());
      storage::cursor c(rows);
      while (c.next()) {
        model_row const r = row_of(*t, layout.values_of(c.key(), c.row()));
        REQUIRE(std::count(m.rows.begin(), m.rows.end(), r) == 1);
      }
    }
    auto const problems = catalog::integrity_check(state->root(), fixture.db->space(),
                                                   fixture.cache, &fixture.expressions);
    for (auto const& p : problems) UNSCOPED_INFO(p.name << ": " << p.text);
    REQUIRE(problems.empty());
  }

  void step(branch_id b, std::vector<std::string> const& tables, int ddl) {
    std::string const& t = tables[static_cast<std::size_t>(below(static_cast<int>(tables.size())))];
    if (below(ddl) == 0) {
      change_table(b, t);
    } else {
      change_row(b, t);
    }
    compare(fixture.db->head(b), heads[b]);
  }

  void branch_and_merge(int n) {
    branch_id const dev = fixture.db->create_branch("dev" + std::to_string(n), main_branch).id;
    heads[dev] = heads[main_branch];
    for (int i = 0; i != 15; ++i) {
      step(dev, {"p", "c"}, 6);
      step(main_branch, {"x"}, 6);
    }
    catalog::merge_rules rules(fixture.db, history::on_conflict::fail, fixture.cache,
                               &fixture.expressions);
    auto const result = history::merge(fixture.db, dev, main_branch, {}, &rules);
    for (auto const& c : result.conflicts) {
      UNSCOPED_INFO("kind " << static_cast<int>(c.kind) << ", tree " << raw(c.tree) << ", key "
                            << c.key.view().number);
    }
    REQUIRE(result.conflicts.empty());
    heads[main_branch]["p"] = heads[dev]["p"];
    heads[main_branch]["c"] = heads[dev]["c"];
    remember(main_branch);
    compare(fixture.db->head(main_branch), heads[main_branch]);
  }
};

}  // namespace

TEST_CASE("random DDL and DML equal a naive model, in the past and on branches", "[law]") {
  unsigned const first = test::new_seed();
  int refusals = 0;
  for (unsigned round = 0; round != 8; ++round) {
    unsigned const seed = first + round;
    INFO("seed " << seed);
    law l(seed);
    l.create();
    for (int i = 0; i != 150; ++i) {
      l.step(main_branch, {"p", "c", "x"}, 8);
      if (i % 50 == 20) l.branch_and_merge(i);
      if (l.below(40) == 0) {
        l.fixture.open();
        l.compare(l.fixture.db->head(main_branch), l.heads[main_branch]);
      }
    }
    for (auto const& [at, then] : l.past) {
      if (l.below(4) == 0) l.compare(l.fixture.db->as_of(then.first, at), then.second);
    }
    l.fixture.db->check();
    refusals += l.refusals;
  }
  REQUIRE(refusals > 20);  // the law has seen both outcomes
}
