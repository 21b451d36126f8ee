import java.io.File;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;

/** JGitPush REPOSITORY REMOTE REFSPEC: pushes with JGit; ends with 1 when a ref was not updated. */
public class JGitPush {
  public static void main(String[] args) throws Exception {
    try (Git git = Git.open(new File(args[0]))) {
      for (PushResult result : git.push().setRemote(args[1]).setRefSpecs(new RefSpec(args[2])).call()) {
        for (RemoteRefUpdate update : result.getRemoteUpdates()) {
          System.out.println(update);
          if (update.getStatus() != RemoteRefUpdate.Status.OK) System.exit(1);
        }
      }
    }
  }
}
