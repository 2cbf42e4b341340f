// tests/support/walked_engine.hpp -- a small file with something of everything that storage and
// history write, and a walk that touches every byte of what can be reached in such a file.
#pragma once

#include <tests/support/file_image.hpp>

#include <helios/history/diff.hpp>
#include <helios/history/engine.hpp>
#include <helios/history/transaction.hpp>
#include <helios/history/vacuum.hpp>
#include <helios/history/versions.hpp>
#include <helios/storage/long_value.hpp>
#include <helios/storage/memory_vfs.hpp>
#include <helios/storage/tree_diff.hpp>

#include <string>
#include <vector>

namespace helios::testing {

namespace walk_detail {

using namespace storage;

[[nodiscard]] inline bytes some_row(shape const& form, std::uint64_t n) {
  row_builder b(form);
  for (std::size_t i = 0; i != form.columns().size(); ++i) {
    std::uint64_t const v = n * (i + 1);
    if (v % 7 == 3) {
      b.add_null();
      continue;
    }
    helios::visit(form.columns()[i].type, [&](auto as) {
      using T = typename decltype(as)::type;
      if constexpr (std::same_as<T, byte_view>) {
        b.add(cell_of(std::string_view(std::string(v % 5 == 0 ? 300 + v % 200 : v % 40, 'v'))));
      } else if constexpr (std::same_as<T, bool>) {
        b.add(cell_of(static_cast<std::uint8_t>(v % 2)));
      } else {
        b.add(cell_of(static_cast<T>(v)));
      }
    });
  }
  return {b.image().begin(), b.image().end()};
}

[[nodiscard]] inline std::string some_key(std::uint64_t n) {
  return "key " + std::string(n % 3, 'k') + std::to_string(n);
}

inline void put(history::transaction& tx, tree_id id, shape const& form, std::uint64_t n) {
  bytes const row = some_row(form, n);
  if (form.keys() == key_kind::int64) {
    tx.put(id, static_cast<std::int64_t>(n), row);
  } else {
    tx.put(id, std::string_view(some_key(n)), row);
  }
}

/// What bytes say goes here, so that reading them is not left out.
struct sink {
  std::uint64_t seen = 0;
  void take(byte_view b) {
    for (std::byte const x : b) seen = seen * 31 + static_cast<std::uint64_t>(x);
  }
  template <class Row>
  void take_row(Row const& row, shape const& form) {
    for (std::size_t i = 0; i != form.columns().size(); ++i) {
      if (!row.at(i).null) take(content_of(row, i).data);
    }
  }
};

}  // namespace walk_detail

/// Trees of both kinds of keys and all types, long values, loads, deltas, erased rows, reshaped and
/// dropped trees, branches and tags, checkpoints in between; `closed` in order or as after a kill.
[[nodiscard]] inline bytes walked_file(bool closed) {
  using namespace walk_detail;
  memory_vfs world(std::uint64_t{1} << 30);
  auto e = history::engine::open(world, "w", small_file_options(durability::full));
  std::vector<column_shape> columns;
  for (std::uint8_t t = 0; t != 8; ++t)
    columns.push_back({column_id{t + 1U}, static_cast<physical_type>(t)});
  std::vector<column_shape> more = columns;
  more.erase(more.begin() + 2);
  more.push_back({column_id{20}, physical_type::bytes});
  shape const forms[] = {{key_kind::int64, columns}, {key_kind::bytes, columns}};
  shape const later[] = {{key_kind::int64, more}, {key_kind::bytes, more}};
  auto const in = [&](branch_id branch, auto const& what) {
    history::transaction tx(e, branch);
    what(tx);
    static_cast<void>(tx.commit("a message", "an author"));
  };
  in(history::main_branch, [&](history::transaction& tx) {
    for (std::uint64_t t = 0; t != 2; ++t) {
      tx.create(tree_id{100 + t}, forms[t]);
      for (std::uint64_t n = 0; n != 90; ++n) put(tx, tree_id{100 + t}, forms[t], n * 2);
    }
    tx.create(tree_id{110}, forms[0]);
  });
  e->checkpoint();
  for (std::uint64_t round = 0; round != 4; ++round) {
    in(history::main_branch, [&](history::transaction& tx) {
      for (std::uint64_t t = 0; t != 2; ++t) {
        for (std::uint64_t n = 0; n != 3; ++n)
          put(tx, tree_id{100 + t}, forms[t], n * 17 + round * 5);
        bytes const old = some_row(forms[t], round * 20);
        if (t == 0) {
          tx.erase(tree_id{100}, static_cast<std::int64_t>(round * 20), old);
        } else {
          tx.erase(tree_id{101}, std::string_view(some_key(round * 20)), old);
        }
      }
    });
  }
  branch_id const dev = e->create_branch("dev", history::main_branch).id;
  e->create_tag("early", history::main_branch, scn{2});
  in(dev, [&](history::transaction& tx) { put(tx, tree_id{100}, forms[0], 1001); });
  e->checkpoint();
  in(history::main_branch, [&](history::transaction& tx) {
    for (std::uint64_t t = 0; t != 2; ++t) tx.reshape(tree_id{100 + t}, later[t]);
    tx.drop(tree_id{110});
  });
  branch_id const past = e->create_branch("past", history::main_branch, scn{3}).id;
  for (std::uint64_t n = 0; n != 3; ++n) {
    in(past, [&](history::transaction& tx) { put(tx, tree_id{101}, forms[1], 500 + n); });
    in(history::main_branch, [&](history::transaction& tx) {
      put(tx, tree_id{100}, tx.form(tree_id{100}), 300 + n);
      put(tx, tree_id{101}, tx.form(tree_id{101}), 300 + n);
    });
  }
  std::uint64_t const end = e->file().end();
  if (closed) e->close();
  bytes image = read_file(world, "w");
  image.resize(std::min<std::size_t>(image.size(),
                                     static_cast<std::size_t>(closed ? end + 65536 : end + 512)));
  return image;
}

/// Reads everything, and changes a little if it may. Each part may be refused.
inline void walk(std::shared_ptr<history::engine> const& e) {
  using namespace walk_detail;
  sink out;
  auto const attempt = [](auto const& read) {
    try {
      read();
    } catch (error const&) {
    }
  };
  auto const walk_tree = [&](tree const& t) {
    std::uint64_t rows = 0;
    cursor c(t);
    key last;
    while (c.next()) {
      out.take_row(c.row(), t.form());
      last = key(t.form().keys(), c.key());
      if (++rows % 16 == 1) static_cast<void>(t.find(c.key()));
    }
    static_cast<void>(t.floor(last.view()));
    static_cast<void>(t.find(key_view(std::int64_t{17})));
    static_cast<void>(t.find(key_view(std::string_view("key 17"))));
    cursor leaves(t, last.view());
    while (leaves.next_leaf()) {
      for (std::uint32_t i = 0; leaves.leaf().base() && i != leaves.leaf().base().columns(); ++i)
        out.take_row(stored_row(leaves.leaf(), {}), t.form());
    }
  };
  auto const walk_state = [&](history::version_ptr const& state) {
    each_tree(state->root(), e->space(),
              [&](tree_id, tree const& t) { attempt([&] { walk_tree(t); }); });
  };
  history::version_ptr before;
  for (history::branch_info const& b : e->branches()) {
    attempt([&] {
      history::version_ptr const head = e->head(b.id);
      attempt([&] { walk_state(head); });
      if (before) {
        each_tree(head->root(), e->space(), [&](tree_id id, tree const& t) {
          attempt([&] {
            auto const other = open_tree(before->root(), id, e->space());
            if (!other || other->form().fingerprint() != t.form().fingerprint()) return;
            tree_diff d(*other, t);
            while (d.next()) {
            }
          });
        });
      }
      before = head;
    });
    attempt(
        [&] { e->each_commit(b.id, scn{}, e->last_commit(), [](auto const&, auto const&) {}); });
    for (std::uint64_t at : {1, 2, 4, 8, 11}) {
      attempt([&] { walk_state(e->as_of(b.id, scn{at})); });
    }
    for (std::uint64_t id : {100, 101}) {
      attempt([&] {
        for (auto const& v :
             history::versions_between(*e, b.id, tree_id{id}, scn{1}, e->last_commit()))
          out.take(v.image);
      });
    }
    attempt([&] { static_cast<void>(e->common_ancestor(b.id, scn{9}, branch_id{}, scn{9})); });
  }
  attempt([&] { static_cast<void>(e->at_time(microseconds{1})); });
  attempt([&] { static_cast<void>(e->at_transaction(transaction_id{3})); });
  attempt([&] { e->check(); });
  attempt([&] { static_cast<void>(e->report()); });
  volatile std::uint64_t const keep = out.seen;
  static_cast<void>(keep);
  if (e->read_only()) return;
  for (std::uint64_t id : {100, 101}) {
    attempt([&] {
      history::transaction tx(e, history::main_branch);
      shape const& form = tx.form(tree_id{id});
      for (std::uint64_t n : {1, 40, 41, 42, 179, 900}) put(tx, tree_id{id}, form, n);
      static_cast<void>(tx.commit());
    });
    attempt([&] {
      history::transaction tx(e, history::main_branch);
      shape const& form = tx.form(tree_id{id});
      for (std::uint64_t n = 0; n != 60; ++n) put(tx, tree_id{id}, form, n * 3);
      static_cast<void>(tx.commit());
    });
  }
  attempt([&] { static_cast<void>(e->create_branch("new", history::main_branch, scn{4})); });
  attempt([&] { e->checkpoint(); });
  attempt([&] { e->vacuum({.keep = scn{6}}); });
  attempt([&] { e->close(); });
}

/// Opens an image, for reading and for writing, and walks what is there.
inline void walk_image(storage::vfs& world, byte_view image) {
  for (bool const read_only : {true, false}) {
    put_file(world, "w", image);
    if (world.identify("w.vacuum")) world.remove("w.vacuum");
    history::engine_options options = small_file_options(durability::off);
    options.read_only = read_only;
    try {
      walk(history::engine::open(world, "w", options));
    } catch (error const&) {
    }
  }
}

}  // namespace helios::testing
