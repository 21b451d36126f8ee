"""push.py LIBRARY REPOSITORY REMOTE REFSPEC: pushes with a git library that is not git."""
import sys

library, repository, remote, refspec = sys.argv[1:]

if library == "pygit2":
    import pygit2

    repo = pygit2.Repository(repository)
    named = remote in [one.name for one in repo.remotes]
    (repo.remotes[remote] if named else repo.remotes.create("typed", remote)).push([refspec])
elif library == "dulwich":
    from dulwich import porcelain

    porcelain.push(repository, remote, refspec.encode())
else:
    import git

    repo = git.Repo(repository)
    named = remote in [one.name for one in repo.remotes]
    if named:
        repo.remote(remote).push(refspec).raise_if_error()
    else:
        repo.git.push(remote, refspec)
