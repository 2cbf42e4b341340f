// Distances beside plain loops in double, at every length and address.
#include <helios/vector/distance.hpp>

#include <helios/vector/arithmetic.hpp>
#include <helios/vector/impl/distance_loops.hpp>

#include <tests/types/random.hpp>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

using namespace helios;
using helios::types::type_id;
using helios::types::vector_view;

namespace {

/// Numbers that lie `shift` bytes behind where floats do.
class lying {
 public:
  lying(std::vector<float> const& numbers, std::size_t shift)
      : room_(numbers.size() * sizeof(float) + shift), shift_(shift) {
    std::memcpy(room_.data() + shift, numbers.data(), numbers.size() * sizeof(float));
  }
  [[nodiscard]] vector_view view() const {
    return {byte_view(room_).subspan(shift_), type_id::vector};
  }

 private:
  bytes room_;
  std::size_t shift_;
};

std::vector<float> random_numbers(tests::random& r, std::size_t n) {
  std::vector<float> all(n);
  for (float& v : all) v = static_cast<float>(r.between(-1000, 1000)) / 256;
  return all;
}

struct exact {
  double l2 = 0, dot = 0, l1 = 0, first = 0, second = 0;
  exact(std::vector<float> const& a, std::vector<float> const& b) {
    for (std::size_t i = 0; i != a.size(); ++i) {
      double const x = a[i], y = b[i];
      l2 += (x - y) * (x - y);
      dot += x * y;
      l1 += std::abs(x - y);
      first += x * x;
      second += y * y;
    }
  }
};

vector_view view_of(std::vector<float> const& v) {
  return {std::as_bytes(std::span(v)), type_id::vector};
}

}  // namespace

TEST_CASE("distances are those of a loop in double, wherever vectors lie", "[vector]") {
  HELIOS_RANDOM(random, 241);
  for (std::size_t n = 1; n != 70; ++n) {
    std::vector<float> const x = random_numbers(random, n), y = random_numbers(random, n);
    exact const wanted(x, y);
    lying const a(x, n % 5), b(y, n % 7);
    CAPTURE(n);
    CHECK(vector::l2_distance(a.view(), b.view()) == Approx(std::sqrt(wanted.l2)));
    CHECK(vector::inner_product(a.view(), b.view()) == Approx(wanted.dot).margin(1e-3));
    CHECK(vector::l1_distance(a.view(), b.view()) == Approx(wanted.l1));
    CHECK(vector::cosine_similarity(a.view(), b.view()) ==
          Approx(wanted.dot / std::sqrt(wanted.first * wanted.second)).margin(1e-6));
    CHECK(vector::norm(a.view()) == Approx(std::sqrt(wanted.first)));
  }
}

TEST_CASE("distances have the same bits however many floats are added at once", "[vector]") {
  if (!vector::detail::adds_eight()) return;
  using namespace vector::detail;
  HELIOS_RANDOM(random, 243);
  for (std::size_t n = 1; n != 1000; n = n < 70 ? n + 1 : n + 93) {
    std::vector<float> x(n), y(n);
    // Of all sizes, so that the order of additions shows.
    for (float& v : x)
      v = std::ldexp(static_cast<float>(random.between(-99, 99)), random.between(-20, 20));
    for (float& v : y)
      v = std::ldexp(static_cast<float>(random.between(-99, 99)), random.between(-20, 20));
    lying const a(x, n % 9), b(y, n % 7);
    CAPTURE(n);
    CHECK(eight::sum_of_squares(a.view(), b.view()) == four::sum_of_squares(a.view(), b.view()));
    CHECK(eight::sum_of_products(a.view(), b.view()) == four::sum_of_products(a.view(), b.view()));
    CHECK(eight::sum_of_sizes(a.view(), b.view()) == four::sum_of_sizes(a.view(), b.view()));
    double const c = eight::cosine(a.view(), b.view());
    CHECK((c == four::cosine(a.view(), b.view()) || std::isnan(c)));
  }
}

TEST_CASE("distances are symmetric and pure, bit for bit", "[vector]") {
  HELIOS_RANDOM(random, 242);
  auto const each = [](auto check) {
    check(&vector::l2_distance);
    check(&vector::inner_product);
    check(&vector::l1_distance);
    check(&vector::cosine_similarity);
  };
  for (std::size_t n = 1; n != 70; ++n) {
    std::vector<float> const x = random_numbers(random, n), y = random_numbers(random, n);
    lying const a(x, 0), b(y, 0), moved_a(x, 3), moved_b(y, 1);
    each([&](auto d) {
      double const one = d(a.view(), b.view());
      CHECK(one == d(b.view(), a.view()));
      CHECK(one == d(moved_a.view(), moved_b.view()));
    });
    CHECK(vector::l2_distance(a.view(), moved_a.view()) == 0);
    CHECK(vector::cosine_distance(a.view(), moved_a.view()) == Approx(0).margin(1e-12));
  }
}

TEST_CASE("distances at the edges", "[vector]") {
  std::vector<float> const zero{0, 0}, one{1, 0}, large{3e38F, 3e38F};
  CHECK(std::isnan(vector::cosine_distance(view_of(zero), view_of(one))));
  CHECK(vector::cosine_distance(view_of(one), view_of(std::vector<float>{-2, 0})) == 2);
  CHECK(vector::l2_distance(view_of(zero), view_of(large)) ==
        std::numeric_limits<double>::infinity());
  CHECK(vector::l1_distance(view_of(one), view_of(zero)) == 1);
}
