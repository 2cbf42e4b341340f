// helios/storage/impl/replay.ipp -- batched replay.
#pragma once

#include <helios/storage/replay.hpp>

#include <helios/storage/impl/sort_operations.hpp>

#include <algorithm>

namespace helios::storage {

void last_writer_wins(key_kind keys, std::vector<tree_op>& ops) {
  with_keys(keys, [&](auto k) {
    using K = decltype(k);
    auto const compare = [](tree_op const& a, tree_op const& b) {
      return K::order(K::of(a.key), K::of(b.key));
    };
    auto const below = [&](tree_op const& a, tree_op const& b) { return compare(a, b) < 0; };
    auto const unordered = [&](tree_op const& a, tree_op const& b) { return compare(a, b) >= 0; };
    if (std::adjacent_find(ops.begin(), ops.end(), unordered) == ops.end()) return;
    constexpr std::size_t few = 512;  // fewer are sorted faster by comparison
    if (ops.size() < few) {
      std::stable_sort(ops.begin(), ops.end(), below);
    } else {
      std::vector<tree_op> sorted;
      sorted.reserve(ops.size());
      for (detail::sort_entry const& e : detail::key_order<K>(ops)) sorted.push_back(ops[e.at]);
      ops.swap(sorted);
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i != ops.size(); ++i) {
      if (i + 1 == ops.size() || compare(ops[i], ops[i + 1]) != 0) ops[kept++] = ops[i];
    }
    ops.resize(kept);
  });
}

namespace detail {

inline void apply_definitions(draft& to, commit_record const& record) {
  for (tree_definition const& d : record.definitions) {
    switch (d.kind) {
      case tree_change::create: to.create(d.id, shape::decode(d.shape)); break;
      case tree_change::reshape: to.reshape(d.id, shape::decode(d.shape)); break;
      case tree_change::drop: to.drop(d.id); break;
    }
  }
}

}  // namespace detail

void apply_commit(draft& to, commit_record const& record) {
  detail::apply_definitions(to, record);
  for (splice const& s : record.splices) to.replace(s);
  for (tree_operations const& t : record.trees) to.apply(t.id, t.ops);
}

void replayer::add(byte_view payload) {
  commit_reader commit(payload);
  if (commit_record const& record = commit.record();
      !record.definitions.empty() || !record.splices.empty()) {
    flush();
    detail::apply_definitions(draft_, record);
    for (splice const& s : record.splices) {
      if (draft_.open(s.id).form().keys() != s.keys) {
        throw error(errc::data_corrupted, "a commit's splice does not fit its tree");
      }
      draft_.replace(s);
    }
  }
  // Not before the flush, which lets go of the payloads.
  commit.go_on_in(as_bytes(payloads_.copy(as_text(payload))));
  while (commit.next_tree()) {
    gathered& to = gathered_[commit.tree()];
    if (to.form == nullptr) to.form = &draft_.open(commit.tree()).form();
    if (to.form->keys() != commit.keys())
      throw error(errc::data_corrupted, "a commit's keys do not fit its tree");
    rows_ += commit.operations_left();
    while (commit.operations_left() != 0) {
      tree_op const& o = to.ops.emplace_back(commit.next_operation());
      if (!o.erase) to.form->check_row(o.row);
    }
  }
  gathered_bytes_ += payload.size();
  if (gathered_bytes_ >= flush_bytes) flush();
}

shape const* form_made_by(commit_record const& record, tree_id id, tree_space& space) {
  auto const& all = record.definitions;
  auto const last = std::find_if(all.rbegin(), all.rend(), [&](tree_definition const& d) {
    return d.id == id && d.kind != tree_change::drop;
  });
  return last == all.rend() ? nullptr : &space.shapes().add(shape::decode(last->shape));
}

shape const& replayer::form_in(commit_record const& next, tree_id id) {
  shape const* const made = form_made_by(next, id, *space_);
  return made != nullptr ? *made : draft_.open(id).form();
}

void replayer::flush() {
  for (auto& [id, to] : gathered_) {
    if (to.ops.empty()) continue;
    last_writer_wins(to.form->keys(), to.ops);
    draft_.apply(id, to.ops);
  }
  gathered_.clear();
  payloads_.clear();
  gathered_bytes_ = 0;
}

database_root replayer::finish() {
  flush();
  return draft_.finish();
}

}  // namespace helios::storage
