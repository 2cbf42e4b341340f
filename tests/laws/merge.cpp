// The merge law: random commits and merges on a few branches equal a naive model that knows every
// commit's parents and whole state, finds the merge base by walking them, and merges cell by cell;
// conflicts included.
#include <helios/history/merge.hpp>

#include <tests/support/run_size.hpp>

#include <helios/storage/memory_vfs.hpp>

#include <catch2/catch.hpp>

#include <deque>
#include <random>
#include <set>

using namespace helios;
using namespace helios::history;
using namespace helios::storage;

namespace {

using value = std::optional<std::string>;
using row = std::map<std::uint32_t, value>;  // by column id

struct table_state {
  std::vector<std::uint32_t> columns;
  std::map<std::uint32_t, value> absent;
  std::map<std::int64_t, row> rows;
  std::set<std::uint32_t> dropped;
  friend bool operator==(table_state const& a, table_state const& b) {
    return a.columns == b.columns && a.absent == b.absent && a.rows == b.rows;
  }
};

struct model_conflict {
  conflict_kind kind;
  std::int64_t key;
  std::uint32_t column;
  friend auto operator<=>(model_conflict const&, model_conflict const&) = default;
};

/// A row as it reads when the table has these columns.
row read_as(row const& r, table_state const& wanted) {
  row out;
  for (std::uint32_t const c : wanted.columns) {
    auto const at = r.find(c);
    out[c] = at == r.end() ? wanted.absent.at(c) : at->second;
  }
  return out;
}

table_state naive_merge(table_state const& base, table_state const& ours, table_state const& theirs,
                        on_conflict policy, std::set<model_conflict>& conflicts) {
  auto const has = [](table_state const& t, std::uint32_t c) {
    return std::find(t.columns.begin(), t.columns.end(), c) != t.columns.end();
  };
  table_state merged;
  for (std::uint32_t const c : ours.columns) {
    if (theirs.dropped.contains(c)) continue;
    merged.columns.push_back(c);
    merged.absent[c] = ours.absent.at(c);
  }
  for (std::uint32_t const c : theirs.columns) {
    if (ours.dropped.contains(c) || has(ours, c)) continue;
    merged.columns.push_back(c);
    merged.absent[c] = theirs.absent.at(c);
  }
  for (table_state const* t : {&ours, &theirs})
    merged.dropped.insert(t->dropped.begin(), t->dropped.end());
  std::set<std::int64_t> keys;
  for (table_state const* t : {&base, &ours, &theirs}) {
    for (auto const& [k, r] : t->rows) keys.insert(k);
  }
  bool const branch_wins = policy == on_conflict::branch_wins;
  for (std::int64_t const k : keys) {
    auto const get = [&](table_state const& t) {
      auto const at = t.rows.find(k);
      return at == t.rows.end() ? std::optional<row>()
                                : std::optional<row>(read_as(at->second, merged));
    };
    auto const b = get(base);
    auto const o = get(ours);
    auto const t = get(theirs);
    std::optional<row> result = o;
    if (o == b) {
      result = t;
    } else if (t != b && t != o) {
      if (b && o && t) {
        for (std::uint32_t const c : merged.columns) {
          value const& cb = b->at(c);
          value const& co = o->at(c);
          value const& ct = t->at(c);
          if (ct == cb || co == ct) continue;
          if (co != cb) conflicts.insert({conflict_kind::cell, k, c});
          if (co == cb || branch_wins) (*result)[c] = ct;
        }
      } else {
        conflicts.insert({b ? conflict_kind::delete_modify : conflict_kind::insert_insert, k, 0});
        if (branch_wins) result = t;
      }
    }
    if (result) merged.rows[k] = *result;
  }
  return merged;
}

shape form_of(table_state const& t) {
  std::vector<column_shape> columns;
  for (std::uint32_t const c : t.columns) columns.push_back({column_id{c}, physical_type::bytes});
  shape const plain(key_kind::int64, columns);
  row_builder b(plain);
  for (std::uint32_t const c : t.columns)
    b.add(t.absent.at(c) ? cell_of(std::string_view(*t.absent.at(c))) : cell{});
  if (columns.empty()) return plain;
  return {key_kind::int64, columns, b.image()};
}

bytes image_of(shape const& form, table_state const& t, row const& r) {
  row_builder b(form);
  for (std::uint32_t const c : t.columns)
    b.add(r.at(c) ? cell_of(std::string_view(*r.at(c))) : cell{});
  return {b.image().begin(), b.image().end()};
}

table_state state_of(tree_space& space, database_root const& root, tree_id id) {
  table_state s;
  auto const t = open_tree(root, id, space);
  if (!t) return s;
  row_view const absent(t->form(), t->form().absent_row());
  auto const text = [](cell const& c) {
    return c.null ? value() : value(std::string(as_text(c.data)));
  };
  for (std::size_t i = 0; i != t->form().columns().size(); ++i) {
    std::uint32_t const c = raw(t->form().columns()[i].id);
    s.columns.push_back(c);
    s.absent[c] = text(absent.at(i));
  }
  cursor c(*t);
  while (c.next()) {
    row r;
    for (std::size_t i = 0; i != s.columns.size(); ++i) r[s.columns[i]] = text(c.row().at(i));
    s.rows[c.key().number] = r;
  }
  return s;
}

struct model_commit {
  std::vector<scn> parents;
  table_state state;
};

struct merge_model {
  std::mt19937 rng;
  std::map<scn, model_commit> commits;
  std::map<branch_id, scn> heads;
  std::uint32_t columns = 0;

  [[nodiscard]] std::set<scn> ancestors(scn of) const {
    std::set<scn> all;
    std::vector<scn> open{of};
    while (!open.empty()) {
      scn const s = open.back();
      open.pop_back();
      if (!all.insert(s).second) continue;
      for (scn const p : commits.at(s).parents) open.push_back(p);
    }
    return all;
  }
  [[nodiscard]] scn merge_base(scn a, scn b) const {
    std::set<scn> const of_a = ancestors(a);
    std::set<scn> const of_b = ancestors(b);
    scn best{};
    for (scn const s : of_a) {
      if (of_b.contains(s)) best = std::max(best, s);
    }
    return best;
  }

  void change(std::shared_ptr<engine> const& db, tree_id table, branch_id b) {
    table_state s = commits.at(heads.at(b)).state;
    transaction tx(db, b);
    if (rng() % 12 == 0) {
      if (rng() % 2 == 0 && s.columns.size() > 1) {
        auto const gone = s.columns.begin() + static_cast<std::ptrdiff_t>(rng() % s.columns.size());
        s.dropped.insert(*gone);
        s.columns.erase(gone);
      } else {
        std::uint32_t const c = ++columns;
        s.columns.push_back(c);
        s.absent[c] = rng() % 2 == 0 ? value() : value("d" + std::to_string(c));
      }
      for (auto& [k, r] : s.rows) r = read_as(r, s);
      std::map<std::uint32_t, value> absent;
      for (std::uint32_t const c : s.columns) absent[c] = s.absent.at(c);
      s.absent = absent;
      tx.reshape(table, form_of(s));
    }
    shape const form = form_of(s);
    for (unsigned n = 1 + rng() % 3; n != 0; --n) {
      auto const k = static_cast<std::int64_t>(rng() % 6);
      if (rng() % 3 == 0) {
        auto const at = s.rows.find(k);
        if (at == s.rows.end()) continue;
        tx.erase(table, k, image_of(form, s, at->second));
        s.rows.erase(at);
      } else {
        row r = s.rows.contains(k) ? s.rows.at(k) : row{};
        for (std::uint32_t const c : s.columns) {
          if (!r.contains(c) || rng() % 2 == 0)
            r[c] = rng() % 4 == 0 ? value()
                                  : value(std::string(1, static_cast<char>('a' + rng() % 3)));
        }
        s.rows[k] = r;
        tx.put(table, k, image_of(form, s, r));
      }
    }
    if (auto const done = tx.commit()) {
      commits[done->at] = {{heads.at(b)}, s};
      heads[b] = done->at;
    }
  }

  void merge_some(std::shared_ptr<engine> const& db, tree_id table, branch_id from,
                  branch_id into) {
    merge_options options;
    options.policy = static_cast<on_conflict>(rng() % 3);
    options.dry_run = rng() % 5 == 0;
    merge_result const result = merge(db, from, into, options);
    scn const base = merge_base(heads.at(from), heads.at(into));
    REQUIRE(result.base == (from == into ? scn{} : base));
    if (from == into || base == heads.at(from)) {
      REQUIRE(!result.commit);
      REQUIRE(result.conflicts.empty());
      return;
    }
    std::set<model_conflict> expected;
    table_state const merged =
        naive_merge(commits.at(base).state, commits.at(heads.at(into)).state,
                    commits.at(heads.at(from)).state, options.policy, expected);
    std::set<model_conflict> found;
    for (merge_conflict const& c : result.conflicts) {
      REQUIRE(c.tree == table);
      found.insert({c.kind, c.key.view().number, c.column ? raw(*c.column) : 0});
    }
    REQUIRE(found == expected);
    bool const refused = options.policy == on_conflict::fail && !expected.empty();
    REQUIRE(result.commit.has_value() == !(refused || options.dry_run));
    if (result.commit) {
      commits[result.commit->at] = {{heads.at(into), heads.at(from)}, merged};
      heads[into] = result.commit->at;
    }
  }
};

}  // namespace

TEST_CASE("reliability 33: merges equal a naive merge, cell by cell", "[law]") {
  unsigned const first = test::new_seed();
  for (unsigned round = 0; round != 60; ++round) {
    unsigned const seed = first + round;
    INFO("seed " << seed);
    memory_vfs world;
    engine_options options;
    options.durability = durability::off;
    options.limits = {4, 400, 2, 25, 4};
    options.checkpoint_bytes = round % 2 == 0 ? 4096 : std::uint64_t{32} << 20;
    auto db = engine::open(world, "merge.helios", options);
    merge_model model{std::mt19937(seed), {}, {}};
    model.commits[scn{0}] = {};
    model.heads[main_branch] = scn{0};
    tree_id const table{db->next_id(engine::counter_objects)};
    {
      table_state s;
      s.columns = {1, 2, 3};
      model.columns = 3;
      for (std::uint32_t const c : s.columns) s.absent[c] = std::nullopt;
      transaction tx(db, main_branch);
      tx.create(table, form_of(s));
      auto const done = tx.commit();
      model.commits[done->at] = {{scn{0}}, s};
      model.heads[main_branch] = done->at;
    }
    for (int step = 0; step != 250; ++step) {
      std::vector<branch_id> live;
      for (auto const& [b, head] : model.heads) live.push_back(b);
      auto const some = [&] { return live[model.rng() % live.size()]; };
      unsigned const dice = model.rng() % 10;
      if (dice == 0 && live.size() < 5) {
        branch_id const parent = some();
        branch_info const made = db->create_branch("b" + std::to_string(step), parent);
        model.heads[made.id] = model.heads.at(parent);
      } else if (dice < 4) {
        model.merge_some(db, table, some(), some());
      } else {
        model.change(db, table, some());
      }
      if (model.rng() % 60 == 0) {
        db.reset();
        db = engine::open(world, "merge.helios", options);
      }
      branch_id const b = some();
      INFO("step " << step << ", branch " << raw(b));
      REQUIRE(state_of(db->space(), db->head(b)->root(), table) ==
              model.commits.at(model.heads.at(b)).state);
    }
    for (auto const& [at, commit] : model.commits) {
      auto const c = db->commit_at_or_before(at);
      if (!c || c->at != at) continue;
      REQUIRE(state_of(db->space(), db->as_of(c->branch, at)->root(), table) == commit.state);
    }
    db->check();
  }
}

TEST_CASE("reliability 33: a merge opens a number of nodes that follows the changes", "[law]") {
  memory_vfs world;
  engine_options options;
  options.durability = durability::off;
  auto const db = engine::open(world, "big.helios", options);
  shape const form(key_kind::int64, {{column_id{1}, physical_type::int64}});
  tree_id const table{db->next_id(engine::counter_objects)};
  auto const image = [&](std::int64_t v) {
    row_builder b(form);
    b.add_value(v);
    return bytes(b.image().begin(), b.image().end());
  };
  {
    transaction tx(db, main_branch);
    tx.create(table, form);
    for (std::int64_t k = 0; k != 200'000; ++k) tx.put(table, k, image(k));
    REQUIRE(tx.commit());
  }
  branch_id const dev = db->create_branch("dev", main_branch).id;
  std::mt19937 rng(5);
  for (branch_id const b : {dev, main_branch}) {
    transaction tx(db, b);
    for (int i = 0; i != 100; ++i)
      tx.put(table, static_cast<std::int64_t>(rng() % 100'000) * 2 + raw(b) % 2, image(-1));
    REQUIRE(tx.commit());
  }
  merge_result const merged = merge(db, dev, main_branch);
  REQUIRE(merged.commit);
  std::uint64_t const height =
      open_tree(db->head(main_branch)->root(), table, db->space())->root().height + 1U;
  REQUIRE(merged.updated <= 100);
  REQUIRE(merged.nodes <= 20 * 100 * height);
  REQUIRE(!merge(db, dev, main_branch).commit);  // again: nothing is left to take over
}
