// helios/history/impl/merge.ipp -- the three-way merge.
#pragma once

#include <helios/history/merge.hpp>

#include <helios/history/impl/merge_run.hpp>
#include <helios/history/impl/moved_target.hpp>
#include <helios/storage/long_value.hpp>

#include <algorithm>
#include <set>

namespace helios::history {

merge_result merge(std::shared_ptr<engine> const& in, branch_id source, branch_id target,
                   merge_options const& options, merge_follower* follower) {
  merge_result result;
  if (source == target) return result;
  version_ptr const theirs = in->head(source);
  transaction tx(in, target);
  detail::refuse_when_moved(tx);
  auto const [base_branch, base_at] =
      in->common_ancestor(source, theirs->at(), target, tx.base()->at());
  result.base = base_at;
  if (base_at == theirs->at()) return result;  // all of it is there already
  version_ptr const base = in->as_of(base_branch, base_at);

  merge_run run(in->space(), tx, options.policy, follower, result);
  if (follower != nullptr) follower->begin(tx, base, theirs, result.conflicts);
  run.trees(base->root(), tx.base()->root(), theirs->root());
  if (follower != nullptr) follower->check(tx, result.conflicts);
  if (options.dry_run || (options.policy == on_conflict::fail && !result.conflicts.empty())) {
    tx.rollback();
    return result;
  }
  tx.merges({source, theirs->at()});
  result.commit = tx.commit(options.message, options.author);
  return result;
}

void merge_run::trees(storage::database_root const& base, storage::database_root const& ours,
                      storage::database_root const& theirs) {
  detail::tree_map const b = detail::trees_of(space_, base);
  detail::tree_map const o = detail::trees_of(space_, ours);
  detail::tree_map const t = detail::trees_of(space_, theirs);
  auto const in = [](detail::tree_map const& m, tree_id id) {
    auto const at = m.find(id);
    return at == m.end() ? nullptr : &at->second;
  };
  std::set<tree_id> ids;
  for (detail::tree_map const* m : {&b, &o, &t}) {
    for (auto const& [id, tree] : *m) ids.insert(id);
  }
  for (tree_id const id : ids) {
    tree_versions const v{id, in(b, id), in(o, id), in(t, id)};
    switch (follower_ != nullptr ? follower_->origin(id) : tree_origin::rows) {
      case tree_origin::rows: by_rows(v); break;
      case tree_origin::ours: break;
      case tree_origin::theirs: as_theirs(v); break;
      case tree_origin::derived: derived(v); break;
      case tree_origin::none:
        if (v.ours != nullptr) tx_.drop(id);
        break;
    }
  }
}

void merge_run::by_rows(tree_versions const& v) {
  if (v.ours != nullptr && v.theirs != nullptr) return both(v);
  storage::tree const* const left = v.ours != nullptr ? v.ours : v.theirs;
  if (left == nullptr) return;
  bool const dropped = v.base != nullptr;
  bool const conflict = dropped && detail::differ(*v.base, *left);
  if (conflict) schema_conflict(v.id);
  on_conflict const keeps = v.ours != nullptr ? on_conflict::target_wins : on_conflict::branch_wins;
  bool const stays = !dropped || (conflict && policy_ == keeps);
  if (v.ours != nullptr && !stays) tx_.drop(v.id);
  if (v.theirs != nullptr && stays) copy(v);
}

/// The source has a tree that the target has not.
void merge_run::copy(tree_versions const& v) {
  tx_.create(v.id, v.theirs->form());
  result_.nodes += detail::diff_tree(v.id, nullptr, v.theirs, v.theirs->form(), space_,
                                     [&](row_change const& c) {
                                       put(v.id, c.key, {}, c.after->image());
                                       ++result_.inserted;
                                     });
}

void merge_run::as_theirs(tree_versions const& v) {
  if (v.theirs == nullptr) {
    if (v.ours != nullptr) tx_.drop(v.id);
    return;
  }
  if (v.ours == nullptr) return copy(v);
  storage::shape const& form = v.theirs->form();
  if (form.fingerprint() != v.ours->form().fingerprint()) tx_.reshape(v.id, form);
  result_.nodes += detail::diff_tree(v.id, v.ours, v.theirs, form, space_,
                                     [&](row_change const& c) { take(c, c.before); });
}

/// The target's, which follows its table, or new and filled.
void merge_run::derived(tree_versions const& v) {
  if (v.ours != nullptr || v.theirs == nullptr) return;
  tx_.create(v.id, v.theirs->form());
  follower_->build(tx_, v.id);
}

/// Columns by id: those of both sides, without what either dropped.
storage::shape merge_run::merged_shape(tree_versions const& v) const {
  storage::shape const& ours = v.ours->form();
  storage::shape const& theirs = v.theirs->form();
  auto const was_dropped = [](storage::shape const& form, column_id id) {
    return std::binary_search(form.dropped().begin(), form.dropped().end(), id);
  };
  std::vector<storage::column_shape> columns;
  std::vector<storage::shape const*> from;
  for (storage::column_shape const& c : ours.columns()) {
    if (was_dropped(theirs, c.id)) continue;
    columns.push_back(c);
    from.push_back(&ours);
  }
  for (storage::column_shape const& c : theirs.columns()) {
    if (was_dropped(ours, c.id) || ours.find(c.id) != storage::shape::npos) continue;
    columns.push_back(c);
    from.push_back(&theirs);
  }
  storage::shape const plain(ours.keys(), columns);
  storage::row_builder absent(plain);
  for (std::size_t i = 0; i != columns.size(); ++i) {
    absent.add(storage::row_view(*from[i], from[i]->absent_row()).at(from[i]->find(columns[i].id)));
  }
  storage::shape const merged(ours.keys(), columns, columns.empty() ? byte_view{} : absent.image());
  return merged.after(theirs).after(ours);
}

void merge_run::both(tree_versions const& v) {
  storage::shape const* const given = follower_ != nullptr ? follower_->form(v.id) : nullptr;
  if (given == nullptr && v.base != nullptr && !detail::differ(*v.base, *v.theirs)) return;
  storage::shape const wanted = given != nullptr ? *given : merged_shape(v);
  if (wanted.fingerprint() != v.ours->form().fingerprint()) tx_.reshape(v.id, wanted);
  storage::shape const& form = space_.shapes().add(wanted);
  storage::tree const ours(v.ours->root(), form, space_.pages());
  result_.nodes +=
      detail::diff_tree(v.id, v.base, v.theirs, form, space_, [&](row_change const& c) {
        auto const found = ours.find(c.key);
        std::optional<storage::stored_row> mine;
        if (found) mine = found->row();
        row(form, c, mine);
      });
}

void merge_run::row(storage::shape const& form, row_change const& c,
                    std::optional<storage::stored_row> const& mine) {
  // Read under the merged shape on all three sides, so columns that one side lacks compare as their
  // default.
  bool const mine_changed =
      c.before.has_value() != mine.has_value() || (mine && !storage::equal_rows(*mine, *c.before));
  if (!mine_changed) return take(c, mine);
  if (mine.has_value() == c.after.has_value() && (!mine || storage::equal_rows(*mine, *c.after)))
    return;
  if (!mine || !c.after || !c.before) {
    conflict_kind const kind =
        c.before ? conflict_kind::delete_modify : conflict_kind::insert_insert;
    row_conflict(kind, form, c, mine);
    if (policy_ == on_conflict::branch_wins) take(c, mine);
    return;
  }
  storage::row_builder merged(form);
  for (std::size_t i = 0; i != form.columns().size(); ++i) {
    storage::cell const was = c.before->at(i);
    storage::cell const here = mine->at(i);
    storage::cell const there = c.after->at(i);
    auto const same = [&](storage::cell const& a, storage::cell const& b) {
      return storage::same_content(a, b, space_.pages());
    };
    if (same(there, was) || same(here, there)) {
      merged.add(here);
    } else if (same(here, was)) {
      merged.add(there);
    } else {
      bool const computed =
          follower_ != nullptr && follower_->computed(c.tree, form.columns()[i].id);
      if (!computed) cell_conflict(form, i, c, was, here, there);
      merged.add(policy_ == on_conflict::branch_wins ? there : here);
    }
  }
  bytes const before = mine->image();
  bytes const after(merged.image().begin(), merged.image().end());
  if (before == after) return;
  put(c.tree, c.key, before, after);
  ++result_.updated;
}

/// The target's row becomes the source's.
void merge_run::take(row_change const& c, std::optional<storage::stored_row> const& mine) {
  bytes const before = mine ? mine->image() : bytes{};
  if (c.after) {
    put(c.tree, c.key, before, c.after->image());
    ++(mine ? result_.updated : result_.inserted);
  } else if (mine) {
    tx_.erase(c.tree, c.key, before);
    if (follower_ != nullptr) follower_->changed(tx_, c.tree, c.key, before, {});
    ++result_.erased;
  }
}

void merge_run::put(tree_id id, storage::key_view const& key, byte_view before, byte_view after) {
  tx_.put(id, key, after);
  if (follower_ != nullptr) follower_->changed(tx_, id, key, before, after);
}

void merge_run::schema_conflict(tree_id id) {
  merge_conflict c;
  c.kind = conflict_kind::schema;
  c.tree = id;
  result_.conflicts.push_back(std::move(c));
}

void merge_run::row_conflict(conflict_kind kind, storage::shape const& form,
                             row_change const& change,
                             std::optional<storage::stored_row> const& mine) {
  merge_conflict c;
  c.kind = kind;
  c.tree = change.tree;
  c.key = storage::key(form.keys(), change.key);
  c.form = &form;
  if (change.before) c.base = change.before->image();
  if (mine) c.ours = mine->image();
  if (change.after) c.theirs = change.after->image();
  result_.conflicts.push_back(std::move(c));
}

void merge_run::cell_conflict(storage::shape const& form, std::size_t column,
                              row_change const& change, storage::cell const& was,
                              storage::cell const& here, storage::cell const& there) {
  auto const copy = [this](storage::cell const& cell) -> std::optional<bytes> {
    if (cell.null) return {};
    storage::content const held = storage::content_of(cell, space_.pages());
    return bytes(held.data.begin(), held.data.end());
  };
  merge_conflict c;
  c.kind = conflict_kind::cell;
  c.tree = change.tree;
  c.key = storage::key(form.keys(), change.key);
  c.column = form.columns()[column].id;
  c.form = &form;
  c.base = copy(was);
  c.ours = copy(here);
  c.theirs = copy(there);
  result_.conflicts.push_back(std::move(c));
}

}  // namespace helios::history
