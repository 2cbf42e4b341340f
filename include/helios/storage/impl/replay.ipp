// helios/storage/impl/replay.ipp -- batched replay.
#pragma once

#include <helios/storage/replay.hpp>

#include <algorithm>

namespace helios::storage {

void last_writer_wins(key_kind keys, std::vector<tree_op>& ops) {
  with_keys(keys, [&](auto k) {
    using K = decltype(k);
    auto const below = [](tree_op const& a, tree_op const& b) {
      return K::order(K::of(a.key), K::of(b.key)) < 0;
    };
    if (!std::is_sorted(ops.begin(), ops.end(), below))
      std::stable_sort(ops.begin(), ops.end(), below);
    std::size_t kept = 0;
    for (std::size_t i = 0; i != ops.size(); ++i) {
      bool const last =
          i + 1 == ops.size() || K::order(K::of(ops[i].key), K::of(ops[i + 1].key)) != 0;
      if (last) ops[kept++] = ops[i];
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

inline void check_rows(shape const& form, std::vector<tree_op> const& ops) {
  for (tree_op const& o : ops) {
    if (!o.erase) form.check_row(o.row);
  }
}

}  // namespace detail

void apply_commit(draft& to, commit_record const& record) {
  detail::apply_definitions(to, record);
  for (splice const& s : record.splices) to.replace(s);
  for (tree_operations const& t : record.trees) to.apply(t.id, t.ops);
}

void replayer::add(byte_view payload) {
  bytes copy(payload.begin(), payload.end());
  commit_record record = decode_commit(copy);
  if (!record.definitions.empty() || !record.splices.empty()) {
    flush();
    detail::apply_definitions(draft_, record);
    for (splice const& s : record.splices) {
      if (draft_.open(s.id).form().keys() != s.keys) {
        throw error(errc::data_corrupted, "a commit's splice does not fit its tree");
      }
      draft_.replace(s);
    }
  }
  for (tree_operations& t : record.trees) {
    tree const target = draft_.open(t.id);
    if (target.form().keys() != t.keys)
      throw error(errc::data_corrupted, "a commit's keys do not fit its tree");
    detail::check_rows(target.form(), t.ops);
    rows_ += t.ops.size();
    std::vector<tree_op>& all = ops_[t.id];
    all.insert(all.end(), t.ops.begin(), t.ops.end());
  }
  gathered_ += copy.size();
  payloads_.push_back(std::move(copy));  // moving a vector keeps its bytes where they are
  if (gathered_ >= flush_bytes) flush();
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
  for (auto& [id, ops] : ops_) {
    if (ops.empty()) continue;
    last_writer_wins(draft_.open(id).form().keys(), ops);
    draft_.apply(id, ops);
  }
  ops_.clear();
  payloads_.clear();
  gathered_ = 0;
}

database_root replayer::finish() {
  flush();
  return draft_.finish();
}

}  // namespace helios::storage
