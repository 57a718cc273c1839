from blog.numbering import START, Count, counted

THREAD = ["a", "a/b", "a/b/c", "a/d", "e", "f", "f/g"]


def test_comments_are_counted_down_the_page_and_by_thread():
    assert list(counted(THREAD)) == [
        Count(1, (1,)),
        Count(2, (1, 1)),
        Count(3, (1, 1, 1)),
        Count(4, (1, 2)),
        Count(5, (2,)),
        Count(6, (3,)),
        Count(7, (3, 1)),
    ]


def test_a_page_that_begins_anywhere_goes_on_counting():
    whole = list(counted(THREAD))
    for cut in range(len(THREAD)):
        before = whole[cut - 1] if cut else START
        assert list(counted(THREAD[cut:], before)) == whole[cut:]


def test_an_answer_whose_thread_is_not_there_is_the_first_of_its_own():
    assert list(counted(["a/b", "a/c"])) == [Count(1, (1, 1)), Count(2, (1, 2))]
