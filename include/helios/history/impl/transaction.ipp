// helios/history/impl/transaction.ipp -- operations gathered, applied when read, sorted when
// committed.
#pragma once

#include <helios/history/transaction.hpp>

#include <algorithm>
#include <limits>

namespace helios::history {

transaction::transaction(std::shared_ptr<engine> in, branch_id branch)
    : transaction(in, branch, in->head(branch)) {}

transaction::transaction(std::shared_ptr<engine> in, branch_id branch, version_ptr base)
    : engine_(std::move(in)), branch_(branch), base_(std::move(base)), values_(engine_->values()) {
  // A draft of its own owner: what it makes is never published, the commit applies the operations
  // to the tip.
  storage::tree_space& space = engine_->space();
  draft_ = std::make_unique<storage::draft>(space, space.new_owner(), space.tick(), base_->root());
}

void transaction::refuse_if_ended() const {
  if (ended()) throw error(errc::in_failed_sql_transaction, "the transaction has ended");
}

transaction_id transaction::id() {
  if (!id_) {
    refuse_if_ended();
    id_ = engine_->new_transaction();
  }
  return *id_;
}

byte_view transaction::keep(byte_view data) { return as_bytes(kept_.copy(as_text(data))); }

bool transaction::has(tree_id id) {
  refuse_if_ended();
  return draft_->has(id);
}

storage::tree transaction::read(tree_id id) {
  refuse_if_ended();
  if (waiting_.contains(id)) flush();
  return draft_->open(id);
}

storage::shape const& transaction::form(tree_id id) {
  refuse_if_ended();
  return draft_->open(id).form();
}

std::optional<seen_row> transaction::find(tree_id id, storage::key_view const& key) {
  refuse_if_ended();
  storage::tree const applied = draft_->open(id);
  if (reads_) reads_->row(id, applied.form().keys(), key);
  if (operation const* const last = find_waiting(id, key)) {
    if (last->op.erase) return {};
    values_.flush();  // what the image refers to can be read
    return seen_row(storage::row_view(applied.form(), last->op.row, applied.pages()));
  }
  auto found = applied.find(key);
  if (!found) return {};
  return seen_row(std::move(*found));
}

std::optional<std::int64_t> transaction::greatest(tree_id id) {
  refuse_if_ended();
  std::optional<std::int64_t> key;
  if (auto const last = draft_->open(id).floor(std::numeric_limits<std::int64_t>::max()))
    key = last->key().number;
  auto const at = waiting_.find(id);
  if (at != waiting_.end())
    key = key ? std::max(*key, at->second.greatest.number) : at->second.greatest.number;
  return key;
}

transaction::operation const* transaction::find_waiting(tree_id id, storage::key_view const& key) {
  auto const at = waiting_.find(id);
  if (at == waiting_.end()) return nullptr;
  waiting_tree& in = at->second;
  storage::key_kind const kind = form(id).keys();
  if (storage::order(kind, key, in.greatest) > 0) return nullptr;
  auto const look = [&](auto& index, auto&& name_of) -> operation const* {
    for (; in.indexed != in.operations.size(); ++in.indexed) {
      std::uint32_t const i = in.operations[in.indexed];
      auto const [known, fresh] = index.try_emplace(name_of(operations_[i].op.key), i);
      if (!fresh) operations_[i].previous = std::exchange(known->second, i);
    }
    auto const last = index.find(name_of(key));
    return last == index.end() ? nullptr : &operations_[last->second];
  };
  if (kind == storage::key_kind::int64)
    return look(in.numbers, [](storage::key_view const& k) { return k.number; });
  return look(in.texts, [](storage::key_view const& k) { return as_text(k.text); });
}

void transaction::add(operation const& o) {
  auto const [at, first] = waiting_.try_emplace(o.id);
  waiting_tree& in = at->second;
  if (first || storage::order(o.form->keys(), o.op.key, in.greatest) > 0) in.greatest = o.op.key;
  in.operations.push_back(static_cast<std::uint32_t>(operations_.size()));
  operations_.push_back(o);
}

void transaction::put(tree_id id, storage::key_view const& key, byte_view image) {
  storage::shape const& of = form(id);
  storage::check_key(of.keys(), key);
  storage::key_view kept = key;
  if (of.keys() == storage::key_kind::bytes) kept.text = keep(key.text);
  add({id, {kept, values_.place(of, image, kept_), false}, &of});
}

void transaction::erase(tree_id id, storage::key_view const& key, byte_view old) {
  storage::shape const& of = form(id);
  storage::key_view kept = key;
  if (of.keys() == storage::key_kind::bytes) kept.text = keep(key.text);
  add({id, {kept, keep(old), true}, &of});
}

void transaction::create(tree_id id, storage::shape const& form) {
  refuse_if_ended();
  flush();
  draft_->create(id, form);
  definitions_.push_back({storage::tree_change::create, id, keep(form.encode())});
}

void transaction::reshape(tree_id id, storage::shape const& form) {
  refuse_if_ended();
  flush();
  storage::shape const successor = form.after(this->form(id));
  draft_->reshape(id, successor);
  definitions_.push_back({storage::tree_change::reshape, id, keep(successor.encode())});
}

void transaction::drop(tree_id id) {
  refuse_if_ended();
  flush();
  draft_->drop(id);
  definitions_.push_back({storage::tree_change::drop, id, {}});
}

void transaction::rely_on(tree_id id, storage::key_view const& key) {
  refuse_if_ended();
  storage::key_kind const kind = form(id).keys();
  relied_on_.push_back({id, kind, storage::key(kind, key)});
}

void transaction::flush() {
  values_.flush();
  // Roots that were read before a savepoint stay whole, also when the savepoint is gone.
  if (std::exchange(saved_, false)) static_cast<void>(draft_->mark());
  for (std::weak_ptr<savepoint::place> const& one : unmarked_) {
    std::shared_ptr<savepoint::place> const at = one.lock();
    if (!at) continue;
    apply_until(at->operations);
    at->mark = draft_->mark();
  }
  unmarked_.clear();
  apply_until(operations_.size());
  waiting_.clear();
}

void transaction::apply_until(std::size_t end) {
  if (applied_ == end) return;
  std::vector<storage::tree_op> ops;
  for (auto& [id, in] : waiting_) {
    ops.clear();
    for (; in.applied != in.operations.size() && in.operations[in.applied] < end; ++in.applied)
      ops.push_back(operations_[in.operations[in.applied]].op);
    if (ops.empty()) continue;
    storage::last_writer_wins(form(id).keys(), ops);
    draft_->apply(id, ops);
  }
  applied_ = end;
}

transaction::savepoint transaction::save() {
  refuse_if_ended();
  values_.flush();  // those of the operations that stay
  savepoint s;
  s.at = std::make_shared<savepoint::place>(
      savepoint::place{operations_.size(), definitions_.size(), relied_on_.size()});
  while (!unmarked_.empty() && unmarked_.back().expired()) unmarked_.pop_back();
  unmarked_.push_back(s.at);
  saved_ = true;
  return s;
}

void transaction::rollback_to(savepoint const& to) {
  refuse_if_ended();
  savepoint::place const& at = *to.at;
  if (at.operations > operations_.size() || at.definitions > definitions_.size()) {
    throw error(errc::invalid_savepoint, "the savepoint is gone")
        .hint("The transaction went back to an earlier one.");
  }
  values_.forget();
  if (at.mark) {
    draft_->undo_to(*at.mark);
    applied_ = at.operations;
  }
  forget_waiting(at.operations);
  operations_.resize(at.operations);
  definitions_.resize(at.definitions);
  relied_on_.resize(at.relied);
  std::erase_if(unmarked_, [&](auto const& one) {
    auto const later = one.lock();
    return !later || later->operations > at.operations;
  });
}

/// Takes back what is known of the operations from a number on.
void transaction::forget_waiting(std::size_t first) {
  auto const unlearn = [](auto& index, auto const& name, operation const& o) {
    if (o.previous == none) {
      index.erase(name);
    } else {
      index[name] = o.previous;
    }
  };
  for (auto& [id, in] : waiting_) {
    for (; !in.operations.empty() && in.operations.back() >= first; in.operations.pop_back()) {
      if (in.indexed != in.operations.size()) continue;
      --in.indexed;
      operation const& o = operations_[in.operations.back()];
      if (o.form->keys() == storage::key_kind::int64) {
        unlearn(in.numbers, o.op.key.number, o);
      } else {
        unlearn(in.texts, as_text(o.op.key.text), o);
      }
    }
  }
  std::erase_if(waiting_, [](auto const& w) { return w.second.operations.empty(); });
}

void transaction::rollback() noexcept {
  draft_.reset();
  engine_.reset();
  operations_.clear();
  definitions_.clear();
}

std::optional<commit_result> transaction::commit(std::string_view message,
                                                 std::string_view author) {
  refuse_if_ended();
  if (!wrote() && !merged_) {
    rollback();
    return {};
  }
  values_.settle();
  commit_request request;
  request.branch = branch_;
  request.base = base_;
  request.record.transaction = id();
  request.record.message = message;
  request.record.author = author;
  request.record.merged = merged_;
  request.check = check_;
  for (relied_row const& r : relied_on_) request.locked.row(r.id, r.kind, r.key.view());
  if (reads_) request.read = *std::exchange(reads_, {});
  request.record.definitions = definitions_;
  // Definitions are replayed before operations: every image has to be in the tree's last shape.
  struct written_tree {
    storage::shape const* form;  // nullptr: dropped here
    std::vector<storage::tree_op> ops;
  };
  std::map<tree_id, written_tree> written;
  auto at = written.end();
  for (operation const& o : operations_) {
    if (at == written.end() || at->first != o.id)
      at = written.try_emplace(o.id, written_tree{draft_->has(o.id) ? &form(o.id) : nullptr, {}})
               .first;
    written_tree& to = at->second;
    if (to.form == nullptr) continue;
    storage::tree_op op = o.op;
    if (!op.row.empty() && o.form->fingerprint() != to.form->fingerprint())
      op.row = keep(storage::convert_row(storage::row_view(*o.form, op.row), *to.form));
    to.ops.push_back(op);
  }
  for (auto& [id, to] : written) {
    if (to.form == nullptr) continue;
    storage::last_writer_wins(to.form->keys(), to.ops);
    request.record.trees.push_back({id, to.form->keys(), std::move(to.ops)});
  }
  std::unique_ptr<storage::draft> const last = std::move(draft_);
  // An ended transaction does not keep the engine open.
  std::shared_ptr<engine> const in = std::move(engine_);
  return in->commit(std::move(request));
}

}  // namespace helios::history
