// helios/storage/impl/replay.ipp -- batched replay.
#pragma once

#include <helios/storage/replay.hpp>

#include <helios/storage/impl/sort_operations.hpp>

#include <algorithm>

namespace helios::storage {

void last_writer_wins(key_kind keys, tree_ops& ops) {
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
      tree_ops sorted;
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

inline void apply_definition(draft& to, tree_definition const& d) {
  if (d.kind == tree_change::create) {
    to.create(d.id, shape::decode(d.shape));
  } else if (d.kind == tree_change::reshape) {
    to.reshape(d.id, shape::decode(d.shape));
  } else {
    to.drop(d.id);
  }
}

}  // namespace detail

void apply_commit(draft& to, commit_record& record) {
  for (tree_definition const& d : record.definitions) detail::apply_definition(to, d);
  for (splice const& s : record.splices) to.replace(s);
  for (tree_operations& t : record.trees) t.row_change = to.apply(t.id, t.ops);
}

gathered_operations& replayer::gathered(tree_id id, key_kind keys) {
  auto at = gathered_.find(id);
  if (at == gathered_.end()) {
    key_kind const kind = draft_.open(id).form().keys();
    at = gathered_.emplace(id, gathered_operations{{kind, *payloads_}, {}, 0}).first;
  }
  if (at->second.list.keys() != keys)
    throw error(errc::data_corrupted, "a commit's keys do not fit its tree");
  return at->second;
}

/// What a commit does before its operations.
void replayer::define(commit_record const& record) {
  for (tree_definition const& d : record.definitions) {
    auto const before = gathered_.find(d.id);
    bool const waiting = before != gathered_.end() && !before->second.list.empty();
    if (waiting && d.kind == tree_change::reshape && leaves_ == making::late) {
      before->second.older_forms.push_back({payloads_->size(), &draft_.open(d.id).form()});
    } else {
      apply_gathered(d.id);
    }
    detail::apply_definition(draft_, d);
  }
  for (splice const& s : record.splices) {
    apply_gathered(s.id);
    if (draft_.open(s.id).form().keys() != s.keys)
      throw error(errc::data_corrupted, "a commit's splice does not fit its tree");
    draft_.replace(s);
  }
}

void replayer::add(byte_view payload, std::byte const* stays) {
  commit_reader commit(payload);
  define(commit.record());
  std::uint32_t const number = payloads_->add(payload, stays);
  in_commit_.clear();
  while (commit.next_tree()) {
    gathered_operations& to = gathered(commit.tree(), commit.keys());
    in_commit_.push_back(&to);
    operations_ += commit.operations_left();
    rows_ += commit.operations_left();
    commit.each_operation(
        [&](std::size_t at, key_view const& key) { to.list.add(number, at, key); });
  }
  for (gathered_operations* const to : in_commit_) to->row_change += commit.next_row_change();
  if (payloads_->memory() + sizeof(operation_list::entry) * operations_ >= flush_bytes) flush();
}

shape const* form_made_by(commit_record const& record, tree_id id, tree_space& space) {
  auto const& all = record.definitions;
  auto const last = std::find_if(all.rbegin(), all.rend(), [&](tree_definition const& d) {
    return d.id == id && d.kind != tree_change::drop;
  });
  if (last == all.rend()) return nullptr;
  return &space.shapes().add(shape::decode(last->shape));
}

shape const& replayer::form_in(commit_record const& next, tree_id id) {
  shape const* const made = form_made_by(next, id, *space_);
  return made != nullptr ? *made : draft_.open(id).form();
}

/// Applies what was gathered on a tree.
void replayer::apply_gathered(tree_id id) {
  auto const at = gathered_.find(id);
  if (at == gathered_.end()) return;
  gathered_operations all = std::move(at->second);
  gathered_.erase(at);
  all.list.settle();
  std::deque<bytes> converted;
  tree_ops const ops =
      all.decode({0, all.list.size()}, draft_.open(id).form(), converted);
  if (draft_.apply(id, ops) != all.row_change) {
    throw error(errc::data_corrupted,
                "commits do not say how many rows they made of tree " + std::to_string(raw(id)));
  }
}

void replayer::flush() {
  while (!gathered_.empty()) apply_gathered(gathered_.begin()->first);
  payloads_ = std::make_shared<payload_list>();
  operations_ = 0;
}

void replayer::put_off() {
  for (auto& [id, all] : gathered_) {
    tree const before = draft_.open(id);
    auto const later = std::make_shared<late_operations>(*space_, before.root(), before.form(),
                                                         std::move(all), payloads_);
    makers_.push_back(later);
    draft_.set_root(id, later->stand_in());
  }
  gathered_.clear();
}

database_root replayer::finish() {
  if (leaves_ == making::late) {
    put_off();
  } else {
    flush();
  }
  return draft_.finish();
}

}  // namespace helios::storage
